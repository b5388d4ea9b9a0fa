// The server's check, asked after every pause: marks at the elements, and the same as a list.

import { headers } from './token.js';

const WAIT = 600;

function markOf(findings) {
  const isError = findings.some(({ severity }) => severity === 'error');
  const made = document.createElement('button');
  made.type = 'button';
  made.className = `finding-mark ${isError ? 'is-error' : 'is-warning'}`;
  made.textContent = isError ? '!' : 'i';
  made.title = findings.map(({ message }) => message).join('\n');
  made.setAttribute('aria-label', made.title);
  return made;
}

function lineOf(finding, name, show) {
  const line = document.createElement('li');
  line.className = `finding-${finding.severity}`;
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = name || finding.elementId || '·';
  button.disabled = !finding.elementId;
  button.addEventListener('click', () => show(finding.elementId));
  const said = document.createElement('span');
  said.textContent = finding.message;
  line.append(button, said);
  return line;
}

function grouped(findings) {
  const found = new Map();
  for (const finding of findings) {
    if (!finding.elementId) continue;
    found.set(finding.elementId, [...(found.get(finding.elementId) ?? []), finding]);
  }
  return found;
}

export function watchLint({ part, words, modeler }) {
  const registry = modeler.get('elementRegistry');
  const overlays = modeler.get('overlays');
  const box = part('findings');
  const list = part('findings-list');
  const state = part('findings-state');
  let timer = 0;
  let asked = 0;

  const show = (id) => {
    const element = registry.get(id);
    if (!element) return;
    modeler.get('canvas').scrollToElement(element, 120);
    modeler.get('selection').select(element);
  };

  const say = (text, kind) => {
    state.textContent = text;
    state.className = `state state-${kind}`;
  };

  const draw = (findings) => {
    overlays.remove({ type: 'finding' });
    for (const [id, found] of grouped(findings)) {
      const element = registry.get(id);
      if (!element || element === modeler.get('canvas').getRootElement()) continue;
      const html = markOf(found);
      html.addEventListener('click', () => {
        box.open = true;
        show(id);
      });
      overlays.add(element, 'finding', { position: { bottom: 12, left: -10 }, html });
    }
    list.replaceChildren(...findings.map((it) => lineOf(it, registry.get(it.elementId)?.businessObject.name, show)));
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
    try {
      const response = await fetch(words.lint, { method: 'POST', headers: headers('application/xml'), body: xml });
      if (!response.ok) throw new Error(`${response.status}`);
      const { findings } = await response.json();
      if (mine === asked) draw(findings);
    } catch (error) {
      console.warn(error);
      if (mine === asked) say(words.wordOffline, 'late');
    }
  };

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(check, WAIT);
  };
  modeler.on('commandStack.changed', later);
  modeler.on('import.done', later);
  say(words.wordChecking, 'plain');
  check();
  return { draw, open: () => (box.open = true), show };
}
