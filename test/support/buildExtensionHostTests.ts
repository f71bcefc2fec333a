import { globSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { projectRoot } from './projectRoot.ts';

const outfile = join(projectRoot, 'out', 'exthost', 'index.cjs');

/** Bundles every suite of test/exthost/suites into the file that VS Code is told to run, and returns its path. */
export async function buildExtensionHostTests(): Promise<string> {
  const folder = join(projectRoot, 'test', 'exthost');
  const suites = globSync('suites/**/*.test.ts', { cwd: folder }).sort();
  await build({
    stdin: {
      contents: `
        import { runMocha } from './mochaRun.ts';
        export const run = () => runMocha(async () => {
          ${suites.map((suite) => `await import('./${suite.replaceAll('\\', '/')}');`).join('\n')}
        });`,
      resolveDir: folder,
      sourcefile: 'index.ts',
    },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    logLevel: 'error',
  });
  return outfile;
}
