// The editor's words. What has no Vietnamese yet stays English and is listed, so that a test can ask for it.

import { VIETNAMESE } from './vi.js';

const filled = (template, replacements = {}) =>
  template.replace(/{([^}]+)}/g, (place, name) => (name in replacements ? replacements[name] : place));

export function translation(language) {
  const untranslated = new Set();
  const translate = (template, replacements) => {
    if (language !== 'vi') return filled(template, replacements);
    if (!(template in VIETNAMESE) && /[A-Za-z]{2}/.test(template)) untranslated.add(template);
    return filled(VIETNAMESE[template] ?? template, replacements);
  };
  return { module: { translate: ['value', translate] }, untranslated };
}
