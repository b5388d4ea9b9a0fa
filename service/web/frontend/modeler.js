// The process owner's editor: draw, see at once what the server's check says, deploy.

import Modeler from 'camunda-bpmn-js/lib/camunda-cloud/Modeler';

import { LOOK } from './diagram/look.js';
import { watchButtons } from './editor/buttons.js';
import { watchDeploy } from './editor/deploy.js';
import { keepWork } from './editor/kept.js';
import { watchLint } from './editor/lint.js';
import { emptyDiagram } from './editor/new.js';
import { offered } from './editor/offered.js';
import { translation } from './editor/translate.js';

const editor = document.querySelector('#editor');
const words = editor.dataset;
const part = (name) => editor.querySelector(`[data-${name}]`);

const PALETTE = 116;
const EDGE = 24;
const READABLE = 0.8;

document.documentElement.dataset.keys = 'off';

await document.fonts.ready;
const modeler = new Modeler({
  container: part('canvas'),
  propertiesPanel: { parent: part('panel') },
  additionalModules: [translation, offered],
  exporter: { name: 'Lan Tỏa', version: '1' },
  ...LOOK,
});

/** Show the whole diagram beside the palette, which covers the left edge. */
function fit() {
  const canvas = modeler.get('canvas');
  canvas.resized();
  const { inner, outer } = canvas.viewbox();
  const scale = Math.min(1, (outer.width - PALETTE - 2 * EDGE) / inner.width, (outer.height - 2 * EDGE) / inner.height);
  look(inner.x - (PALETTE + EDGE) / scale, inner.y + inner.height / 2 - outer.height / (2 * scale), scale);
}

/** Begin where the diagram begins, large enough to read. */
function begin() {
  fit();
  const canvas = modeler.get('canvas');
  const { inner } = canvas.viewbox();
  if (canvas.zoom() < READABLE) look(inner.x - (PALETTE + EDGE) / READABLE, inner.y - EDGE / READABLE, READABLE);
}

function look(x, y, scale) {
  const canvas = modeler.get('canvas');
  const { outer } = canvas.viewbox();
  canvas.viewbox({ x, y, width: outer.width / scale, height: outer.height / scale });
}

async function open(xml) {
  await modeler.importXML(xml);
  begin();
}

async function fetched(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} answered ${response.status}.`);
  return response;
}

const deployed = words.xml ? await (await fetched(words.xml)).text() : emptyDiagram(words.wordNew);
const work = keepWork({ part, words, modeler, deployed, open });
await open(work.xml);
modeler.get('elementTemplatesLoader').setTemplates(await (await fetched(words.templates)).json());

const lint = watchLint({ part, words, modeler });
watchButtons({ part, words, modeler, fit, open, lint, work });
watchDeploy({ part, words, modeler, lint, work });
document.documentElement.dataset.ready = 'modeler';
