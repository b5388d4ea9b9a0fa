// What stands between the packages as published and a page under our content security policy.

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { trim } from './trim.mjs';

export const trimmedBootstrap = {
  name: 'trimmed-bootstrap',
  setup(build) {
    build.onLoad({ filter: /bootstrap\/dist\/css\/bootstrap\.css$/ }, async ({ path }) => ({
      contents: trim(await readFile(path, 'utf8')),
      loader: 'css',
    }));
  },
};

/** Icon fonts come in five formats, one of them as a data: URL that font-src refuses. Every browser reads woff2. */
export const fontsOnlyAsWoff2 = {
  name: 'fonts-only-as-woff2',
  setup(build) {
    build.onLoad({ filter: /bpmn-font\/css\/bpmn\.css$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replace(
        /@font-face\s*\{[^}]*\}/,
        "@font-face { font-family: 'bpmn'; src: url('../font/bpmn.woff2') format('woff2'); }",
      ),
      loader: 'css',
    }));
  },
};

/** CodeMirror writes a <style> element where it could adopt a sheet; style-src 'self' allows only the latter. */
export const adoptStyles = {
  name: 'adopt-styles',
  setup(build) {
    build.onLoad({ filter: /style-mod\/src\/style-mod\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const contents = source.replace('!root.head && root.adoptedStyleSheets', 'root.adoptedStyleSheets');
      if (contents === source) throw new Error('Expected style-mod to prefer <style>, but it changed. Read it again.');
      return { contents, loader: 'js' };
    });
  },
};

/** Groups of the properties panel that are handed no translation fall back to one that knows English only. */
export const translateEverywhere = {
  name: 'translate-everywhere',
  setup(build) {
    build.onLoad({ filter: /@bpmn-io\/properties-panel\/dist\/index\.esm\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const ours = JSON.stringify(fileURLToPath(new URL('../editor/translate.js', import.meta.url)));
      const contents = source.replace(
        'function translateFallback(',
        `import { translate as translateFallback } from ${ours};\nfunction englishFallback(`,
      );
      if (contents === source) throw new Error('Expected the panel to have a fallback, but it changed. Read it again.');
      return { contents, loader: 'js' };
    });
  },
};
