// What every page loads: nothing here is needed for a page to work, all of it makes the page quicker.

import htmx from 'htmx.org';

import { watchDrafts } from './page/draft.js';
import { watchKeys } from './page/keys.js';
import { watchDiagrams } from './page/later.js';
import { watchMenus } from './page/menus.js';
import { watchQuestions } from './page/questions.js';
import { watchUploads } from './page/upload.js';

const token = () => document.querySelector('meta[name="csrf-token"]')?.content ?? '';

document.addEventListener('htmx:configRequest', ({ detail }) => {
  detail.headers['X-CSRFToken'] = token();
});

function focusWhatMatters() {
  const target = document.querySelector('[data-focus]');
  if (!target) return;
  target.focus({ preventScroll: true });
  target.scrollIntoView({ block: 'start' });
  document.title = `${target.querySelector('h2')?.textContent ?? ''} · ${document.title}`;
}

watchKeys(document);
watchMenus(document);
watchDrafts(document, token);
watchQuestions(document, htmx.process);
watchUploads(document);
watchDiagrams(document);
focusWhatMatters();
htmx.process(document.body);
document.documentElement.dataset.ready = 'page';
