// The editor's words. What has no Vietnamese yet stays English and is listed, so that a test can ask for it.

import { VIETNAMESE } from './vi.js';

const editor = document.querySelector('#editor');
const isVietnamese = editor.dataset.language === 'vi';

/** What was asked for and has no Vietnamese. */
editor.untranslated = new Set();

export function translate(template, replacements = {}) {
  if (isVietnamese && !(template in VIETNAMESE) && /[A-Za-z]{2}/.test(template)) editor.untranslated.add(template);
  const words = isVietnamese ? (VIETNAMESE[template] ?? template) : template;
  return words.replace(/{([^}]+)}/g, (place, name) => (name in replacements ? replacements[name] : place));
}

export const translation = { translate: ['value', translate] };
