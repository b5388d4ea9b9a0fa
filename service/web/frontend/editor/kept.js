// Work in progress is kept in this browser, with the version it began from, until it is deployed.

const WAIT = 700;

/** localStorage may be full or forbidden; the editor works without it. Returns whether the work is safe there. */
function store(key, value) {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
    return true;
  } catch (error) {
    console.warn(error);
    return false;
  }
}

function read(key) {
  try {
    const kept = JSON.parse(localStorage.getItem(key));
    return typeof kept?.xml === 'string' ? kept : null;
  } catch {
    return null;
  }
}

function offerDeployed(bar, word, wordDrop, drop) {
  const said = document.createElement('span');
  said.textContent = word;
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'link-button';
  button.textContent = wordDrop;
  button.addEventListener('click', drop);
  bar.replaceChildren(said, button);
  bar.hidden = false;
}

/** Watch the work: `xml` is what to open first, `base` the version it began from, `drop` forgets it. */
export function keepWork({ part, words, modeler, deployed, open }) {
  const key = `lantoa-diagram:${words.key || 'new'}`;
  const version = words.base ?? '';
  const kept = read(key);
  const stack = modeler.get('commandStack');
  const bar = part('kept');
  const state = part('state');
  const work = { xml: kept?.xml ?? deployed, base: kept?.base ?? version };
  let isForeign = kept !== null;
  let isSafe = true;
  let timer = 0;
  const isDirty = () => isForeign || stack.canUndo();

  const say = () => {
    state.textContent = isDirty() ? words.wordChanged : words.wordSaved;
    state.className = `state state-${isDirty() ? 'soon' : 'plain'}`;
  };
  const keep = async () => {
    const { xml } = await modeler.saveXML({ format: true });
    isSafe = store(key, isDirty() ? { base: work.base, xml } : null);
  };
  work.changed = () => {
    isSafe = false;
    say();
    clearTimeout(timer);
    timer = setTimeout(keep, WAIT);
  };
  /** Another diagram was opened in place of the deployed one. */
  work.replaced = () => {
    isForeign = true;
    work.changed();
  };
  work.drop = () => {
    clearTimeout(timer);
    store(key, null);
    work.base = version;
    isForeign = false;
    isSafe = true;
    bar.hidden = true;
  };
  modeler.on('commandStack.changed', ({ trigger }) => {
    if (trigger !== 'clear') work.changed();
  });
  modeler.on('import.done', say);
  addEventListener('beforeunload', (event) => {
    if (isDirty() && !isSafe) event.preventDefault();
  });
  if (kept) {
    const word = kept.base === version ? words.wordKept : words.wordKeptOlder;
    offerDeployed(bar, word, words.wordDrop, async () => {
      work.drop();
      await open(deployed);
    });
  }
  return work;
}
