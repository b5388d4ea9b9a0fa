// What the server counted, at the elements: {elements: [{id, count, overdue, incidents, href}], current: [id], done: [id]}.

/** Say a figure in the page's language: the words come with the frame of the diagram. */
function said({ count, overdue, incidents }, name, words) {
  const parts = [words.countWord.replace('{n}', count)];
  if (overdue) parts.push(words.overdueWord.replace('{n}', overdue));
  if (incidents) parts.push(words.incidentWord.replace('{n}', incidents));
  return `${name ? `${name}: ` : ''}${parts.join(', ')}`;
}

function badge(figures, label) {
  const made = document.createElement(figures.href ? 'a' : 'span');
  if (figures.href) made.href = figures.href;
  else made.setAttribute('role', 'img');
  made.className = 'diagram-badge';
  if (figures.overdue) made.classList.add('is-late');
  if (figures.incidents) made.classList.add('is-stuck');
  made.textContent = figures.count;
  made.title = label;
  made.setAttribute('aria-label', label);
  return made;
}

/** Four strengths of tint by count: the fullest step is the strongest, whatever the figures are. */
const heat = (count, most) => Math.max(1, Math.ceil((4 * count) / most));

export function showFigures(viewer, { elements = [], current = [], done = [] }, words) {
  const canvas = viewer.get('canvas');
  const overlays = viewer.get('overlays');
  const registry = viewer.get('elementRegistry');
  const most = Math.max(1, ...elements.map(({ count }) => count));
  for (const figures of elements) {
    const element = registry.get(figures.id);
    if (!element) continue;
    if (figures.count) canvas.addMarker(element, `heat-${heat(figures.count, most)}`);
    if (figures.overdue) canvas.addMarker(element, 'is-late');
    const html = badge(figures, said(figures, element.businessObject.name, words));
    overlays.add(element, { position: { top: -12, right: 16 }, html });
  }
  for (const id of done) if (registry.get(id)) canvas.addMarker(id, 'is-done');
  for (const id of current) if (registry.get(id)) canvas.addMarker(id, 'is-now');
}
