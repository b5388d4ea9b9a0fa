// The server's check, asked after every pause: marks at the elements, and the same as a list.

import { send } from './server.js';

const WAIT = 600;

function markOf(findings) {
  const isError = findings.some(({ severity }) => severity === 'error');
  const made = document.createElement('button');
  made.type = 'button';
  made.className = `finding-mark ${isError ? 'is-error' : 'is-warning'}`;
  made.textContent = isError ? '!' : 'i';
  made.title = findings.map(({ message, hint }) => [message, hint].filter(Boolean).join(' ')).join('\n');
  made.setAttribute('aria-label', made.title);
  return made;
}

function lineOf(finding, name, show) {
  const line = document.createElement('li');
  line.className = `finding-${finding.severity}`;
  const place = document.createElement(show ? 'button' : 'span');
  place.textContent = name;
  if (show) {
    place.type = 'button';
    place.addEventListener('click', show);
  }
  const said = document.createElement('span');
  said.textContent = finding.message;
  if (finding.hint) {
    const hint = document.createElement('span');
    hint.className = 'sub sub-line';
    hint.textContent = finding.hint;
    said.append(hint);
  }
  line.append(place, said);
  return line;
}

export function watchLint({ part, words, modeler }) {
  const registry = modeler.get('elementRegistry');
  const overlays = modeler.get('overlays');
  const canvas = modeler.get('canvas');
  const box = part('findings');
  const list = part('findings-list');
  const state = part('findings-state');
  let timer = 0;
  let asked = 0;

  /** The shape of an element; a process in a pool is drawn as the pool. */
  const shapeOf = (id) =>
    id ? registry.get(id) ?? registry.find(({ businessObject }) => businessObject?.processRef?.id === id) : undefined;

  const show = (shape) => {
    if (shape !== canvas.getRootElement()) canvas.scrollToElement(shape, 120);
    modeler.get('selection').select(shape);
  };

  const say = (text, kind) => {
    state.textContent = text;
    state.className = `state state-${kind}`;
  };

  const mark = (findings) => {
    overlays.remove({ type: 'finding' });
    const shapes = new Map();
    for (const finding of findings) {
      const shape = shapeOf(finding.elementId);
      if (shape && shape.parent) shapes.set(shape, [...(shapes.get(shape) ?? []), finding]);
    }
    for (const [shape, found] of shapes) {
      const html = markOf(found);
      html.addEventListener('click', () => {
        box.open = true;
        show(shape);
      });
      overlays.add(shape, 'finding', { position: { bottom: 12, left: -10 }, html });
    }
  };

  const draw = (findings) => {
    mark(findings);
    const lines = findings.map((finding) => {
      const shape = shapeOf(finding.elementId);
      const name = shape?.businessObject.name || finding.elementId || words.wordDiagram;
      return lineOf(finding, name, shape && (() => show(shape)));
    });
    list.replaceChildren(...lines);
    const errors = findings.filter(({ severity }) => severity === 'error').length;
    const notes = findings.length - errors;
    const parts = [];
    if (errors) parts.push(words.wordErrors.replace('{n}', errors));
    if (notes) parts.push(words.wordWarnings.replace('{n}', notes));
    say(parts.join(', ') || words.wordClean, errors ? 'late' : notes ? 'soon' : 'done');
  };

  const check = async () => {
    const mine = ++asked;
    const { xml } = await modeler.saveXML();
    const { ok, findings } = await send(words.lint, xml);
    if (mine !== asked) return;
    if (ok) draw(findings);
    else say(words.wordOffline, 'late');
  };

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(check, WAIT);
  };
  modeler.on('commandStack.changed', later);
  modeler.on('import.done', later);
  say(words.wordChecking, 'plain');
  check();
  /** Show what somebody else found; an answer that is still on its way says nothing against it. */
  const tell = (findings) => {
    clearTimeout(timer);
    asked += 1;
    draw(findings);
  };
  return { tell, open: () => (box.open = true) };
}
