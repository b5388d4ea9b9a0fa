// The bar above the drawing surface.

function save(name, xml) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([xml], { type: 'application/xml' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

/** The id of the first process, which names the file. */
export function processIdOf(modeler) {
  const { rootElements } = modeler.getDefinitions();
  return rootElements.find(({ $type }) => $type === 'bpmn:Process')?.id ?? 'diagram';
}

export function watchButtons({ part, words, modeler, fit, open, lint, work }) {
  const stack = modeler.get('commandStack');
  const undo = part('undo');
  const redo = part('redo');
  const enable = () => {
    undo.disabled = !stack.canUndo();
    redo.disabled = !stack.canRedo();
  };
  undo.addEventListener('click', () => stack.undo());
  redo.addEventListener('click', () => stack.redo());
  part('fit').addEventListener('click', fit);
  part('download').addEventListener('click', async () => {
    save(`${processIdOf(modeler)}.bpmn`, (await modeler.saveXML({ format: true })).xml);
  });
  part('open').addEventListener('change', async ({ target }) => {
    const [file] = target.files;
    if (!file) return;
    try {
      await open(await file.text());
      work.replaced();
    } catch {
      lint.tell([{ severity: 'error', elementId: null, message: words.wordBroken }]);
      lint.open();
    }
    target.value = '';
  });
  modeler.on('commandStack.changed', enable);
  modeler.on('import.done', enable);
  enable();
}
