// Deploying: what will happen is said before, what the server refuses is shown at the elements after.

import { processIdOf } from './buttons.js';
import { headers } from './token.js';

export function watchDeploy({ part, words, modeler, lint, work }) {
  const opener = part('deploy-now');
  if (!opener) return;
  const dialog = part('deploy-dialog');
  const form = dialog.querySelector('form');
  opener.addEventListener('click', () => dialog.showModal());
  dialog.querySelector('[data-cancel]').addEventListener('click', () => dialog.close());
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    dialog.close();
    opener.disabled = true;
    const { xml } = await modeler.saveXML({ format: true });
    const asked = new URLSearchParams({ name: processIdOf(modeler), note: new FormData(form).get('note') });
    const response = await fetch(`${words.deploy}?${asked}`, {
      method: 'POST',
      headers: headers('application/xml'),
      body: xml,
    });
    const answer = await response.json().catch(() => ({}));
    if (response.ok) {
      work.drop();
      location.assign(answer.href);
      return;
    }
    opener.disabled = false;
    lint.draw(answer.findings ?? [{ severity: 'error', elementId: null, message: answer.detail ?? words.wordOffline }]);
    lint.open();
    part('state').textContent = words.wordRefused;
    part('state').classList.add('state-late');
  });
}
