// Builds everything that ships into dist/: `node esbuild.mjs [--production] [--watch]`.
import { build, context } from 'esbuild';
import { cp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');
const require = createRequire(import.meta.url);

const common = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  metafile: true,
  legalComments: 'none',
  define: { 'process.env.NODE_ENV': JSON.stringify(production ? 'production' : 'development') },
  logLevel: 'info',
};

/** Activation reads the small bundle of src/extension.ts only; everything else is behind this import. */
const compositionApart = {
  name: 'composition-apart',
  setup(plugins) {
    plugins.onResolve({ filter: /\/composeWindow\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './composition.cjs', external: true } : undefined,
    );
  },
};

const bundles = [
  {
    ...common,
    entryPoints: {
      extension: 'src/extension.ts',
      composition: 'src/composition/composeWindow.ts',
      projectionWorker: 'src/archive/worker/projectionWorker.ts',
    },
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    external: ['vscode'],
    plugins: [compositionApart],
    // The extension host gives `vscode` to what is required, not to what is imported.
    supported: { 'dynamic-import': false },
    // VS Code answers a look at `navigator` in the extension host with an error entry in its log; zod looks, to know where it runs.
    define: { ...common.define, navigator: 'undefined' },
  },
  {
    ...common,
    entryPoints: { webview: 'webview-ui/main.tsx' },
    outdir: 'dist',
    platform: 'browser',
    format: 'iife',
    target: 'chrome128',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    external: ['*.woff2'],
    assetNames: '[name]',
  },
];

const fonts = [
  '@fontsource/jetbrains-mono/files/jetbrains-mono-latin-400-normal.woff2',
  '@fontsource/jetbrains-mono/files/jetbrains-mono-latin-700-normal.woff2',
  '@fontsource/space-grotesk/files/space-grotesk-latin-500-normal.woff2',
  '@fontsource/space-grotesk/files/space-grotesk-latin-700-normal.woff2',
];

/** Files that are read at run time instead of being bundled: they cost nothing until they are needed. */
async function copyAssets() {
  await mkdir('dist/fonts', { recursive: true });
  for (const font of fonts) await cp(join('node_modules', font), join('dist/fonts', font.split('/').at(-1)));
  await cp(require.resolve('sql.js/dist/sql-wasm.wasm'), 'dist/sql-wasm.wasm');
  for (const name of ['o200k_base', 'cl100k_base']) {
    const { default: ranks } = await import(`js-tiktoken/ranks/${name}`);
    await writeFile(`dist/${name}.json`, JSON.stringify(ranks));
  }
}

/** Packages that carry no licence file: the copyright line of their repository, which belongs above the text of their (MIT) licence. */
const copyrightLines = {
  '@microsoft/fast-element': 'Copyright (c) Microsoft Corporation. All rights reserved.',
  '@microsoft/fast-foundation': 'Copyright (c) Microsoft Corporation. All rights reserved.',
  '@microsoft/fast-web-utilities': 'Copyright (c) Microsoft Corporation. All rights reserved.',
  '@vscode/l10n': 'Copyright (c) Microsoft Corporation.',
  'js-tiktoken': 'Copyright (c) 2022 OpenAI, Shantanu Jain',
};

const mitText = `Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.`;

/** The text of a package's licence, as its own file has it. A package without one stops the build until its copyright line is known. */
async function licenceText(folder, name, license) {
  const file = (await readdir(folder)).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  if (file) return (await readFile(join(folder, file), 'utf8')).trim();
  if (license !== 'MIT' || !copyrightLines[name])
    throw new Error(`${name} (${license}) carries no licence file: add its text to the notices.`);
  return `MIT License\n\n${copyrightLines[name]}\n\n${mitText}`;
}

/** The licences of what is inside the bundles, found from what esbuild really took in (nested packages too), plus the copied assets. */
async function writeNotices(results) {
  const folders = new Set(
    ['@fontsource/jetbrains-mono', '@fontsource/space-grotesk', 'sql.js', 'js-tiktoken'].map((name) => `node_modules/${name}`),
  );
  for (const { metafile } of results)
    for (const input of Object.keys(metafile.inputs)) {
      // Greedy: of `node_modules/a/node_modules/b/c.js` it is `b` that was taken in.
      const match = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input);
      if (match) folders.add(match[0]);
    }
  const sections = new Map();
  for (const folder of folders) {
    const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    const title = `${name} ${version} (${license})`;
    sections.set(title, `${title}\n\n${await licenceText(folder, name, license)}\n`);
  }
  const sorted = [...sections.keys()].sort().map((title) => sections.get(title));
  await writeFile('dist/THIRD_PARTY_NOTICES.txt', sorted.join(`\n${'-'.repeat(80)}\n\n`));
}

await rm('dist', { recursive: true, force: true });
await mkdir(dirname('dist/x'), { recursive: true });
await copyAssets();
if (watch) {
  for (const options of bundles) await (await context(options)).watch();
} else {
  const results = await Promise.all(bundles.map((options) => build(options)));
  await writeNotices(results);
}
