// Deploying: what will change is said before, in the server's words; what is refused is shown at the elements.

import { processIdOf } from './buttons.js';
import { send } from './server.js';

export function watchDeploy({ part, words, modeler, lint, work }) {
  const opener = part('deploy-now');
  if (!opener) return;
  const dialog = part('deploy-dialog');
  const form = dialog.querySelector('form');

  const refuse = ({ findings, detail }) => {
    opener.disabled = false;
    dialog.close();
    lint.tell(findings ?? [{ severity: 'error', elementId: null, message: detail ?? words.wordOffline }]);
    lint.open();
    part('state').textContent = words.wordRefused;
    part('state').className = 'state state-late';
  };
  const ask = async (address, parameters) => {
    opener.disabled = true;
    const { xml } = await modeler.saveXML({ format: true });
    const answer = await send(`${address}?${new URLSearchParams(parameters)}`, xml);
    if (!answer.ok) refuse(answer);
    return answer;
  };

  opener.addEventListener('click', async () => {
    const answer = await ask(words.changes, { base: work.base });
    if (!answer.ok) return;
    opener.disabled = false;
    lint.tell(answer.findings);
    part('deploy-changes').innerHTML = answer.html;
    dialog.showModal();
    dialog.scrollTop = 0;
  });
  dialog.querySelector('[data-cancel]').addEventListener('click', () => dialog.close());
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const note = new FormData(form).get('note');
    const answer = await ask(words.deploy, { name: processIdOf(modeler), note });
    if (!answer.ok) return;
    work.drop();
    location.assign(answer.href);
  });
}
