// Files: dropping them onto the field, their names beside the button, and a bar while they travel.

function nameFiles(field) {
  const zone = field.closest('.drop');
  if (!zone) return;
  let said = zone.querySelector('[data-chosen]');
  if (!said) {
    said = document.createElement('span');
    said.dataset.chosen = '';
    said.setAttribute('role', 'status');
    zone.append(said);
  }
  said.textContent = [...field.files].map((file) => file.name).join(', ');
}

function watchDrop(zone) {
  const field = zone.querySelector('input[type="file"]');
  if (!field) return;
  zone.addEventListener('dragover', (event) => event.preventDefault());
  zone.addEventListener('drop', (event) => {
    event.preventDefault();
    if (!event.dataTransfer.files.length) return;
    field.files = event.dataTransfer.files;
    field.dispatchEvent(new Event('change', { bubbles: true }));
  });
}

const hasFiles = (form) => [...form.querySelectorAll('input[type="file"]')].some((field) => field.files.length);

/** Send a form with files, showing how far it is; the answer replaces the page as it would without script. */
function sendWithBar(form, submitter) {
  const answers = new FormData(form, submitter);
  const bar = document.createElement('progress');
  bar.className = 'upload-bar';
  bar.max = 1;
  (form.querySelector('.actions') ?? form).append(bar);
  const request = new XMLHttpRequest();
  request.open('POST', submitter?.formAction ?? form.action);
  request.upload.addEventListener('progress', ({ loaded, total }) => (bar.value = loaded / total));
  request.addEventListener('load', () => {
    history.replaceState(null, '', request.responseURL);
    document.open();
    document.write(request.responseText);
    document.close();
  });
  request.addEventListener('error', () => {
    bar.remove();
    form.submit();
  });
  request.send(answers);
}

export function watchUploads(document) {
  for (const zone of document.querySelectorAll('.drop')) watchDrop(zone);
  document.addEventListener('change', ({ target }) => {
    if (target.matches?.('.drop input[type="file"]')) nameFiles(target);
  });
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.enctype !== 'multipart/form-data' || !hasFiles(form)) return;
    event.preventDefault();
    sendWithBar(form, event.submitter);
  });
}
