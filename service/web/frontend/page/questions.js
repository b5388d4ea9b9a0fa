// Asking the questions again replaces them: what was typed or chosen while the answer travelled stays, and the focus
// goes where the button pressed leads: into a new row, or to the list that lost one.

const FIELDS = 'input:not([type="hidden"]), textarea, select';
const PROPERTIES = { radio: 'checked', checkbox: 'checked', file: 'files' };

const property = (field) => PROPERTIES[field.type] ?? 'value';

/** Chosen files count by their list: one that travels with the question is not sent again. */
const valuesOf = (root) =>
  new Map([...root.querySelectorAll(FIELDS)].map((field) => [field.id, field[property(field)]]));

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

export function watchQuestions(document) {
  let before = null;
  let pressed = null;
  document.addEventListener('htmx:beforeRequest', ({ target }) => {
    const questions = target.closest('#questions');
    before = questions && valuesOf(questions);
    pressed = target.closest('button[name]');
  });
  document.addEventListener('htmx:beforeSwap', ({ detail }) => {
    if (!before || detail.target.id !== 'questions') return;
    const now = valuesOf(detail.target);
    before = new Map([...now].filter(([id, value]) => before.has(id) && before.get(id) !== value));
  });
  document.addEventListener('htmx:afterSwap', ({ detail }) => {
    if (!before || detail.target.id !== 'questions') return;
    for (const [id, value] of before) {
      const field = document.getElementById(id);
      if (!field) continue;
      field[property(field)] = value;
      field.dispatchEvent(new Event('input', { bubbles: true }));
    }
    before = null;
    if (pressed) placeAfter(pressed)?.focus();
    pressed = null;
  });
}
