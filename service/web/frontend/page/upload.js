// Files: dropping them onto the field, telling early that one is too large, and a bar while they travel. Choosing files
// asks the questions again (htmx), which stores them and lists them by name.

const MOST = 20 * 1024 * 1024;

function tell(zone, word, state) {
  let said = zone.querySelector('[data-chosen]');
  if (!said) {
    said = document.createElement('span');
    said.dataset.chosen = '';
    said.setAttribute('role', 'status');
    zone.append(said);
  }
  said.className = `state state-${state}`;
  said.textContent = word;
}

/** Refuse what the server would refuse only after the whole file has travelled. */
function isFit(field) {
  const zone = field.closest('.drop');
  const large = [...field.files].find((file) => file.size > MOST);
  if (!large) return true;
  field.value = '';
  tell(zone, zone.dataset.tooLarge.replace('{name}', large.name), 'late');
  return false;
}

function drop(event) {
  const field = event.target.closest?.('.drop')?.querySelector('input[type="file"]');
  if (!field) return;
  event.preventDefault();
  if (event.type !== 'drop' || !event.dataTransfer.files.length) return;
  field.files = event.dataTransfer.files;
  field.dispatchEvent(new Event('change', { bubbles: true }));
}

function showBar({ target, detail }) {
  const zone = target.closest('.drop');
  if (!zone || !detail.lengthComputable) return;
  let bar = zone.querySelector('progress');
  if (!bar) {
    bar = document.createElement('progress');
    bar.className = 'upload-bar';
    bar.setAttribute('aria-label', zone.dataset.sending);
    zone.append(bar);
  }
  bar.max = detail.total;
  bar.value = detail.loaded;
}

export function watchUploads(document) {
  document.addEventListener('dragover', drop);
  document.addEventListener('drop', drop);
  document.addEventListener(
    'change',
    (event) => {
      if (event.target.matches?.('.drop input[type="file"]') && !isFit(event.target)) event.stopPropagation();
    },
    { capture: true },
  );
  document.addEventListener('htmx:xhr:progress', showBar);
  document.addEventListener('htmx:afterRequest', ({ target }) => target.closest('.drop')?.querySelector('progress')?.remove());
}
