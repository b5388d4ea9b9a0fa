// Work in progress is kept in this browser, beside the version it began from, until it is deployed.

const WAIT = 700;

async function digestOf(text) {
  const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** localStorage may be full or forbidden; the editor works without it. */
function store(key, value) {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
  } catch (error) {
    console.warn(error);
  }
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function offerDeployed({ part, words, open, deployed, drop }) {
  const bar = part('kept');
  const said = document.createElement('span');
  said.textContent = words.wordKept;
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'link-button';
  button.textContent = words.wordDrop;
  button.addEventListener('click', async () => {
    await open(deployed);
    drop();
    bar.hidden = true;
  });
  bar.append(said, button);
  bar.hidden = false;
}

/** Return what to open first, and what to do once it is deployed. */
export async function keepWork({ part, words, modeler, deployed, open }) {
  const key = `lantoa-diagram:${words.key || 'new'}`;
  const base = words.key && crypto.subtle ? await digestOf(deployed) : 'new';
  const kept = read(key);
  const isOfThisVersion = kept?.base === base;
  const state = part('state');
  let isDirty = isOfThisVersion;
  let timer = 0;
  const say = () => {
    state.textContent = isDirty ? words.wordChanged : words.wordSaved;
    state.classList.toggle('state-soon', isDirty);
    state.classList.toggle('state-plain', !isDirty);
  };
  const drop = () => {
    clearTimeout(timer);
    store(key, null);
    isDirty = false;
    say();
  };
  modeler.on('commandStack.changed', () => {
    isDirty = modeler.get('commandStack').canUndo() || isOfThisVersion;
    say();
    clearTimeout(timer);
    timer = setTimeout(async () => {
      if (isDirty) store(key, { base, xml: (await modeler.saveXML({ format: true })).xml });
    }, WAIT);
  });
  addEventListener('beforeunload', (event) => {
    if (isDirty && !read(key)) event.preventDefault();
  });
  say();
  if (isOfThisVersion) offerDeployed({ part, words, open, deployed, drop });
  return { xml: isOfThisVersion ? kept.xml : deployed, drop };
}
