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

/** The licences of what is inside the bundles, found from what esbuild really took in, plus the copied assets. */
async function writeNotices(results) {
  const packages = new Set(['@fontsource/jetbrains-mono', '@fontsource/space-grotesk', 'sql.js', 'js-tiktoken']);
  for (const { metafile } of results)
    for (const input of Object.keys(metafile.inputs)) {
      const match = /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
      if (match) packages.add(match[1]);
    }
  const sections = [];
  for (const name of [...packages].sort()) {
    const folder = join('node_modules', name);
    const { version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    const file = (await readdir(folder)).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
    const text = file ? (await readFile(join(folder, file), 'utf8')).trim() : `Licence: ${license} (the package carries no licence file).`;
    sections.push(`${name} ${version} (${license})\n\n${text}\n`);
  }
  await writeFile('dist/THIRD_PARTY_NOTICES.txt', sections.join(`\n${'-'.repeat(80)}\n\n`));
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
