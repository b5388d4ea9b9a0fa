// A form with data-draft="<address>" sends every change there; the bar under it says when it was last saved.

const WAIT = 800;

const clock = () => {
  const now = new Date();
  return `${String(now.getHours()).padStart(2, '0')}:${String(now.getMinutes()).padStart(2, '0')}`;
};

function answersOf(form) {
  const answers = new FormData(form);
  for (const [name, value] of [...answers]) if (value instanceof File) answers.delete(name);
  return new URLSearchParams(answers);
}

async function send(form, token) {
  const response = await fetch(form.dataset.draft, {
    method: 'POST',
    body: answersOf(form),
    headers: { 'X-CSRFToken': token(), Accept: 'application/json' },
    keepalive: true,
  });
  if (!response.ok) throw new Error(`${response.status}`);
  const isJson = response.headers.get('Content-Type')?.startsWith('application/json');
  return (isJson && (await response.json()).saved_at) || clock();
}

function watchDraft(form, token) {
  const said = form.querySelector('[data-saved]');
  let timer = 0;
  let isDirty = false;
  const say = (word, state) => {
    if (!said) return;
    said.textContent = word;
    said.classList.remove('state-done', 'state-plain', 'state-late');
    said.classList.add(`state-${state}`);
  };
  const save = async () => {
    clearTimeout(timer);
    timer = 0;
    if (!isDirty) return;
    isDirty = false;
    try {
      say(said?.dataset.savedWord.replace('{time}', await send(form, token)) ?? '', 'done');
    } catch {
      isDirty = true;
      say(said?.dataset.failedWord ?? '', 'late');
    }
  };
  const changed = () => {
    isDirty = true;
    say(said?.dataset.savingWord ?? '', 'plain');
    clearTimeout(timer);
    timer = setTimeout(save, WAIT);
  };
  form.addEventListener('input', changed);
  form.addEventListener('change', changed);
  form.addEventListener('focusout', save);
  form.addEventListener('submit', () => {
    clearTimeout(timer);
    isDirty = false;
  });
  addEventListener('pagehide', save);
  addEventListener('beforeunload', (event) => {
    if (isDirty) event.preventDefault();
  });
}

/** A form with data-guard keeps no draft: leaving it with changes asks first. */
function guard(form) {
  let isDirty = false;
  form.addEventListener('input', () => (isDirty = true));
  form.addEventListener('submit', () => (isDirty = false));
  addEventListener('beforeunload', (event) => {
    if (isDirty) event.preventDefault();
  });
}

export function watchDrafts(document, token) {
  for (const form of document.querySelectorAll('form[data-draft]')) watchDraft(form, token);
  for (const form of document.querySelectorAll('form[data-guard]')) guard(form);
}
