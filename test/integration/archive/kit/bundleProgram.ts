import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { afterAll } from 'vitest';

/** What is bundled still finds files beside its own source. */
const ownAddresses: Plugin = {
  name: 'own-addresses',
  setup(plugins) {
    plugins.onLoad({ filter: /\.ts$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href)),
      loader: 'ts',
    }));
  },
};

/** Packages that are CommonJS ask for these. */
const commonJs = `
  import { createRequire as requireOf } from 'node:module';
  const require = requireOf(import.meta.url);
  const { filename: __filename, dirname: __dirname } = import.meta;
`;

/** Makes one file of a program (its path from this folder): the life of a window that will be killed is mostly its start. The file goes away after the tests. */
export async function bundleProgram(name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'neural-program-'));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const outfile = join(folder, `${basename(name, '.ts')}.mjs`);
  const entry = fileURLToPath(new URL(name, import.meta.url));
  const bundled = { bundle: true, platform: 'node', format: 'esm', target: 'node24', logLevel: 'error' } as const;
  await build({ ...bundled, entryPoints: [entry], outfile, banner: { js: commonJs }, plugins: [ownAddresses] });
  return outfile;
}
