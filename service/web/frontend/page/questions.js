// Asking the questions again replaces them: what was typed or chosen while the answer travelled stays, and the focus
// goes where the button pressed leads: into a new row, or to the list that lost one. One answer travels at a time
// (hx-sync): a second one would be put where the first has already replaced everything.

const FIELDS = 'input:not([type="hidden"], [type="file"]), textarea, select';
const FILE = 'input[type="file"]';

const property = (field) => (field.matches('[type="radio"], [type="checkbox"]') ? 'checked' : 'value');

const valuesOf = (root) => new Map([...root.querySelectorAll(FIELDS)].map((field) => [field.id, field[property(field)]]));

const filesOf = (root) => new Map([...root.querySelectorAll(FILE)].map((field) => [field, field.files]));

/** Where the focus goes after a button of a list or file was pressed. */
function placeAfter(button) {
  const [name, value] = [button.name, button.value];
  if (name === '_add') {
    const rows = document.getElementById(`q-${value}`)?.querySelectorAll(':scope > .rows-item') ?? [];
    return rows[rows.length - 1]?.querySelector('input:not([type="hidden"]), select, textarea');
  }
  if (name === '_remove') return document.getElementById(`q-${value.split('.')[0]}`);
  if (name === '_detach') return document.getElementById(`q-${value.split('/')[0].replaceAll('.', '-')}`);
  return null;
}

function putBack(values) {
  for (const [id, value] of values) {
    const field = document.getElementById(id);
    if (!field) continue;
    field[property(field)] = value;
    for (const name of ['input', 'change']) field.dispatchEvent(new Event(name, { bubbles: true }));
  }
}

/** A file field outlives the answer, for its dialog may be open: what was chosen there would else go nowhere. */
function keepFileFields(sent, process) {
  for (const [field, files] of sent) {
    const made = document.getElementById(field.id);
    if (!made) continue;
    for (const name of ['aria-invalid', 'aria-describedby']) {
      if (made.hasAttribute(name)) field.setAttribute(name, made.getAttribute(name));
      else field.removeAttribute(name);
    }
    if (field.files === files) field.value = '';
    made.replaceWith(field);
    process(field);
  }
}

export function watchQuestions(document, process) {
  let before = null;
  let typed = null;
  document.addEventListener('htmx:beforeRequest', ({ target }) => {
    const questions = target.closest('#questions');
    const pressed = target.closest('button[name]');
    before = questions && { values: valuesOf(questions), files: filesOf(questions), pressed };
  });
  document.addEventListener('htmx:beforeSwap', ({ detail }) => {
    if (!before || detail.target.id !== 'questions') return;
    const { values } = before;
    typed = [...valuesOf(detail.target)].filter(([id, value]) => values.has(id) && values.get(id) !== value);
  });
  document.addEventListener('htmx:afterSwap', ({ detail }) => {
    if (!typed || detail.target.id !== 'questions') return;
    keepFileFields(before.files, process);
    putBack(typed);
    if (before.pressed) placeAfter(before.pressed)?.focus();
    before = null;
    typed = null;
  });
}
