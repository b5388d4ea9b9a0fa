// The keyboard of a list: j k move, Enter opens, c claims, / searches, ? lists the keys.

const ROW = '.work, [data-row]';
const CURSOR = 'is-cursor';

const isTyping = (element) => Boolean(element.closest('input, textarea, select, [contenteditable], dialog[open]'));

function rowsOf(document) {
  return [...document.querySelectorAll(ROW)].filter((row) => row.offsetParent !== null);
}

function move(document, step) {
  const rows = rowsOf(document);
  if (!rows.length) return;
  const at = rows.findIndex((row) => row.classList.contains(CURSOR));
  const next = rows[Math.min(Math.max(at + step, 0), rows.length - 1)];
  rows[at]?.classList.remove(CURSOR);
  next.classList.add(CURSOR);
  next.querySelector('a')?.focus({ preventScroll: true });
  next.scrollIntoView({ block: 'nearest' });
}

function claim(document) {
  document.querySelector(`.${CURSOR} [data-claim], .${CURSOR} .work-holder button`)?.click();
}

function search(document) {
  const field = [...document.querySelectorAll('.top .search input, .list-search input')].find(
    (each) => each.offsetParent,
  );
  if (field) field.focus();
  else document.querySelector('.search-open')?.click();
}

function open(document) {
  document.querySelector(`.${CURSOR} a`)?.click();
}

export function watchKeys(document) {
  const actions = {
    j: () => move(document, 1),
    k: () => move(document, -1),
    c: () => claim(document),
    '/': () => search(document),
    '?': () => document.querySelector('#keys')?.showModal(),
  };
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (document.documentElement.dataset.keys === 'off') return;
    const isFree = event.target === document.body || event.target.id === 'main';
    const act = event.key === 'Enter' && isFree ? () => open(document) : actions[event.key];
    if (!act) return;
    if (event.key !== 'Enter') event.preventDefault();
    act();
  });
}
