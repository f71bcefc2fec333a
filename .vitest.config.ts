import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Outside of VS Code there is no module of this name. */
const fakeVscode = fileURLToPath(new URL('test/support/fakeVscode/vscode.ts', import.meta.url));

/** One project per tier; each runs alone with `--project <name>`. */
const tier = (name: string, options: { timeout: number; parallel: boolean; globalSetup?: string }) => ({
  extends: true as const,
  test: {
    name,
    include: [`test/${name}/**/*.test.{ts,tsx}`],
    testTimeout: options.timeout,
    hookTimeout: options.timeout,
    fileParallelism: options.parallel,
    ...(options.globalSetup && { globalSetup: options.globalSetup }),
    // A machine that is busy with other things is slow, not wrong.
    expect: { poll: { timeout: 10_000 } },
    // In a browser under load one test in some hundred meets a frame at a bad moment; it must then pass from its beginning.
    retry: name === 'webview' || name === 'e2e' ? 2 : 0,
  },
});

export default defineConfig({
  resolve: { alias: { vscode: fakeVscode } },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    allowOnly: !process.env['CI'],
    passWithNoTests: false,
    projects: [
      tier('unit', { timeout: 10_000, parallel: true }),
      tier('integration', { timeout: 60_000, parallel: true, globalSetup: 'test/support/bundleWorker.ts' }),
      tier('webview', { timeout: 60_000, parallel: false }),
      tier('e2e', { timeout: 180_000, parallel: false }),
    ],
  },
});
