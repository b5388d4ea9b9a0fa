import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';

import { LOOK } from './look.js';
import { showFigures } from './figures.js';

const NEAR = 0.8;

async function fetched(address) {
  const response = await fetch(address, { headers: { Accept: 'application/json, application/xml;q=0.9' } });
  if (!response.ok) throw new Error(`${address} answered ${response.status}.`);
  return response;
}

function button(word, text, act) {
  const made = document.createElement('button');
  made.type = 'button';
  made.className = 'diagram-button';
  made.setAttribute('aria-label', word);
  made.title = word;
  made.textContent = text;
  made.addEventListener('click', act);
  return made;
}

/** Buttons to zoom: the wheel stays the page's own, so that nobody is caught in a picture while scrolling. */
function addButtons(container, viewer, fit) {
  const zoom = (step) => () => viewer.get('zoomScroll').stepZoom(step);
  const bar = document.createElement('div');
  bar.className = 'diagram-buttons';
  const { fitWord, inWord, outWord } = container.dataset;
  bar.append(button(inWord, '+', zoom(1)), button(outWord, '−', zoom(-1)), button(fitWord, '⤢', fit));
  container.append(bar);
}

/** Give the frame the height its diagram needs, between a hand's breadth and most of the window. */
function fitHeight(container, canvas) {
  const { inner } = canvas.viewbox();
  const wanted = (inner.height + 60) * Math.min(1, container.clientWidth / (inner.width + 40));
  container.style.height = `${Math.round(Math.min(Math.max(wanted, 240), innerHeight * 0.7))}px`;
  canvas.resized();
}

/** Show the surroundings of where a case stands, large enough to read; the fit button shows the whole. */
function showNear(viewer, current) {
  const canvas = viewer.get('canvas');
  const registry = viewer.get('elementRegistry');
  const shapes = current.map((id) => registry.get(id)).filter((element) => element?.width);
  if (!shapes.length || canvas.zoom() >= NEAR) return;
  const { x, y, width, height } = shapes[shapes.length - 1];
  const view = canvas.viewbox();
  const [shownWidth, shownHeight] = [view.outer.width / NEAR, view.outer.height / NEAR];
  canvas.viewbox({
    x: x + width / 2 - shownWidth / 2,
    y: y + height / 2 - shownHeight / 2,
    width: shownWidth,
    height: shownHeight,
  });
}

export async function draw(container) {
  const viewer = new NavigatedViewer({ container, zoomScroll: { enabled: false }, ...LOOK });
  const canvas = viewer.get('canvas');
  const fit = () => {
    canvas.zoom('fit-viewport', 'auto');
    if (canvas.zoom() > 1) canvas.zoom(1, 'auto');
  };
  try {
    const xml = await (await fetched(container.dataset.diagram)).text();
    await viewer.importXML(xml);
  } catch (error) {
    console.warn(error);
    container.textContent = container.dataset.failedWord;
    container.classList.add('is-failed');
    return;
  }
  if (!('diagramFill' in container.dataset || 'diagramNear' in container.dataset)) fitHeight(container, canvas);
  fit();
  addButtons(container, viewer, fit);
  if (container.dataset.current) {
    showFigures(viewer, { current: container.dataset.current.split(' ') }, container.dataset);
  }
  if (container.dataset.diagramData) {
    const figures = await (await fetched(container.dataset.diagramData)).json();
    showFigures(viewer, figures, container.dataset);
    if ('diagramNear' in container.dataset) showNear(viewer, figures.current);
  }
  joinOutline(container, viewer);
}

/** Pointing at a line of the outline marks its element, and the other way round. */
function joinOutline(container, viewer) {
  const canvas = viewer.get('canvas');
  const registry = viewer.get('elementRegistry');
  const lines = new Map([...document.querySelectorAll('[data-element]')].map((line) => [line.dataset.element, line]));
  for (const [id, line] of lines) {
    if (!registry.get(id)) continue;
    const mark = (on) => () => canvas[on ? 'addMarker' : 'removeMarker'](id, 'is-pointed');
    line.addEventListener('mouseenter', mark(true));
    line.addEventListener('mouseleave', mark(false));
    line.addEventListener('focusin', mark(true));
    line.addEventListener('focusout', mark(false));
  }
  viewer.on('element.hover', ({ element }) => lines.get(element.id)?.classList.add('is-pointed'));
  viewer.on('element.out', ({ element }) => lines.get(element.id)?.classList.remove('is-pointed'));
  container.dataset.drawn = '';
}
