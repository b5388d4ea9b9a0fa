// The process owner's editor: draw, see at once what the server's check says, deploy.

import Modeler from 'camunda-bpmn-js/lib/camunda-cloud/Modeler';

import { LOOK } from './diagram/look.js';
import { watchButtons } from './editor/buttons.js';
import { watchDeploy } from './editor/deploy.js';
import { keepWork } from './editor/kept.js';
import { watchLint } from './editor/lint.js';
import { emptyDiagram } from './editor/new.js';
import { translation } from './editor/translate.js';

const editor = document.querySelector('#editor');
const words = editor.dataset;
const part = (name) => editor.querySelector(`[data-${name}]`);

document.documentElement.dataset.keys = 'off';

const { module: translate, untranslated } = translation(words.language);
editor.untranslated = untranslated;

await document.fonts.ready;
const modeler = new Modeler({
  container: part('canvas'),
  propertiesPanel: { parent: part('panel') },
  additionalModules: [translate],
  exporter: { name: 'Lan Tỏa', version: '1' },
  ...LOOK,
});

function fit() {
  const canvas = modeler.get('canvas');
  canvas.zoom('fit-viewport');
  if (canvas.zoom() > 1) canvas.zoom(1);
  canvas.scroll({ dx: 48, dy: 0 }); // the palette covers the left edge
}

async function open(xml) {
  await modeler.importXML(xml);
  fit();
}

async function fetched(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} answered ${response.status}.`);
  return response;
}

const deployed = words.xml ? await (await fetched(words.xml)).text() : emptyDiagram(words.wordNew);
const work = await keepWork({ editor, part, words, modeler, deployed, open });
await open(work.xml);
modeler.get('elementTemplatesLoader').setTemplates(await (await fetched(words.templates)).json());

const lint = watchLint({ editor, part, words, modeler });
watchButtons({ part, words, modeler, fit, open, lint });
watchDeploy({ part, words, modeler, lint, work });
document.documentElement.dataset.ready = 'modeler';
