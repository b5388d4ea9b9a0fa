// A form with data-draft="<address>" sends every change there; the bar under it says when it was last saved.
// One thing at a time: a save and htmx's asking again carry the draft's revision, so neither starts while one travels.

const WAIT = 800;
const CONFLICT = 409;

const clock = () => {
  const now = new Date();
  return `${String(now.getHours()).padStart(2, '0')}:${String(now.getMinutes()).padStart(2, '0')}`;
};

function answersOf(form, more) {
  const answers = new FormData(form);
  for (const [name, value] of [...answers]) if (value instanceof File) answers.delete(name);
  for (const [name, value] of Object.entries(more)) answers.set(name, value);
  return new URLSearchParams(answers);
}

async function send(form, token, more) {
  const response = await fetch(form.dataset.draft, {
    method: 'POST',
    body: answersOf(form, more),
    headers: { 'X-CSRFToken': token(), Accept: 'application/json' },
    keepalive: true,
  });
  const isJson = response.headers.get('Content-Type')?.includes('json');
  const answer = isJson ? await response.json() : {};
  if (!response.ok) throw Object.assign(new Error(`${response.status}`), { code: answer.code, status: response.status });
  return answer;
}

class Draft {
  constructor(form, token) {
    this.form = form;
    this.token = token;
    this.timer = 0;
    this.isDirty = false;
    this.isStale = false;
    this.travelling = Promise.resolve();
  }

  /** The line is looked for each time: asking the questions again replaces it. */
  say(word, state) {
    const said = this.form.querySelector('[data-saved]');
    if (!said) return;
    said.textContent = said.dataset[word]?.replace('{time}', this.savedAt ?? '') ?? '';
    said.classList.remove('state-done', 'state-plain', 'state-late');
    said.classList.add(`state-${state}`);
  }

  changed() {
    this.isDirty = true;
    if (this.isStale) return;
    this.say('savingWord', 'plain');
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), WAIT);
  }

  save(more = {}) {
    clearTimeout(this.timer);
    this.travelling = this.travelling.then(() => this.saveNow(more));
    return this.travelling;
  }

  async saveNow(more) {
    if (!this.isDirty || (this.isStale && !more._save)) return;
    this.isDirty = false;
    try {
      const answer = await send(this.form, this.token, more);
      this.form.elements._revision.value = answer.revision ?? 0;
      this.savedAt = answer.saved_at ?? clock();
      this.showConflict(false);
      if (!this.isDirty) this.say('savedWord', 'done');
    } catch (error) {
      this.isDirty = true;
      this.say('failedWord', 'late');
      if (error.status === CONFLICT && error.code === 'draft_stale') this.showConflict(true);
    }
  }

  showConflict(isStale) {
    const notice = this.form.querySelector('#draft-conflict');
    if (!notice || notice.hidden === !isStale) return;
    this.isStale = isStale;
    notice.hidden = !isStale;
    if (isStale) notice.querySelector('[tabindex]').focus();
  }

  forget() {
    clearTimeout(this.timer);
    this.isDirty = false;
  }
}

/** What asked while an answer travelled was replaced by it: the control that stands there now asks. */
function askAnew(form, gone) {
  if (gone.matches('button')) {
    form.querySelector(`button[name="${gone.name}"][value="${gone.value}"]`)?.click();
  } else {
    document.getElementById(gone.id)?.dispatchEvent(new Event('change', { bubbles: true }));
  }
}

function watchDraft(form, token) {
  const draft = new Draft(form, token);
  draft.isStale = form.querySelector('#draft-conflict')?.hidden === false;
  // Captured: the change is known before htmx asks again because of it.
  form.addEventListener('input', () => draft.changed(), { capture: true });
  form.addEventListener('focusout', () => draft.save());
  form.addEventListener('submit', () => draft.forget());
  form.addEventListener('click', (event) => {
    if (event.target.closest('[data-reload]')) draft.forget();
    if (!event.target.closest('[data-overwrite]')) return;
    event.preventDefault();
    draft.isDirty = true;
    draft.save({ _save: 'overwrite' });
  });
  // Asking again saves the same entries: it waits for a save on its way, and takes the place of one to come.
  form.addEventListener('htmx:confirm', (event) => {
    event.preventDefault();
    clearTimeout(draft.timer);
    draft.travelling = draft.travelling.then(
      () =>
        new Promise((settled) => {
          if (!event.target.isConnected) {
            settled();
            askAnew(form, event.target);
            return;
          }
          draft.isDirty = false;
          form.addEventListener('htmx:afterRequest', settled, { once: true });
          event.detail.issueRequest(true);
        }),
    );
  });
  form.addEventListener('htmx:afterSettle', () => {
    draft.isStale = form.querySelector('#draft-conflict')?.hidden === false;
  });
  form.addEventListener('htmx:responseError', () => draft.say('failedWord', 'late'));
  form.addEventListener('htmx:sendError', () => draft.say('failedWord', 'late'));
  addEventListener('pagehide', () => draft.save());
  addEventListener('beforeunload', (event) => {
    if (draft.isDirty) event.preventDefault();
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
