// Bundles what the pages load into ../static/dist: names carry the hash of their content, manifest.json knows them.

import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import * as esbuild from 'esbuild';

import { adoptStyles, fontsOnlyAsWoff2, translateEverywhere, trimmedBootstrap } from './bundling/plugins.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, '..', 'static', 'dist');

// Two bundles that share nothing: a chunk shared with the editor would make every diagram heavier.
const bundles = [
  ['page.js', 'page.css', 'studio.css', 'viewer.js', 'viewer.css'],
  ['modeler.js', 'modeler.css'],
];

async function bundle(entryPoints) {
  return esbuild.build({
    absWorkingDir: here,
    entryPoints,
    outdir: out,
    bundle: true,
    splitting: true,
    format: 'esm',
    target: ['chrome111', 'firefox113', 'safari16.4'],
    minify: true,
    metafile: true,
    legalComments: 'linked',
    entryNames: '[name]-[hash]',
    chunkNames: 'chunk-[hash]',
    assetNames: '[name]-[hash]',
    loader: { '.woff2': 'file', '.svg': 'dataurl' },
    alias: { 'bpmn-js-copy-as-image': './bundling/nothing.mjs' },
    conditions: ['production'],
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
    plugins: [trimmedBootstrap, fontsOnlyAsWoff2, adoptStyles, translateEverywhere],
  });
}

/** Copy a file under a name with its hash; return that name. */
async function copyHashed(path) {
  const content = await readFile(path);
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 8).toUpperCase();
  const [stem, suffix] = basename(path).split('.');
  const name = `${stem}-${hash}.${suffix}`;
  await writeFile(join(out, name), content);
  return name;
}

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const built = await Promise.all(bundles.map(bundle));
const outputs = built.flatMap(({ metafile }) => Object.entries(metafile.outputs));
const manifest = { 'icons.svg': await copyHashed(join(here, '..', 'static', 'icons.svg')) };
for (const [path, { entryPoint }] of outputs) {
  if (entryPoint) manifest[basename(entryPoint)] = basename(path);
  if (/noto-sans-(latin|vietnamese)-wght-normal/.test(path)) {
    manifest[`${/latin|vietnamese/.exec(path)[0]}.woff2`] = basename(path);
  }
}
await writeFile(join(out, 'manifest.json'), `${JSON.stringify(manifest, Object.keys(manifest).sort(), 2)}\n`);
