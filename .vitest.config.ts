import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { propertyTests } from './test/support/propertyTests.ts';

/** Outside of VS Code there is no module of this name. */
const fakeVscode = fileURLToPath(new URL('test/support/fakeVscode/vscode.ts', import.meta.url));

/** One project per tier; each runs alone with `--project <name>`. */
const tier = (
  name: string,
  options: {
    timeout: number;
    parallel: boolean;
    globalSetup?: string;
    /** Test files of other tiers that this one runs, too. */
    also?: readonly string[];
    env?: Readonly<Record<string, string>>;
  },
) => ({
  extends: true as const,
  test: {
    name,
    include: [`test/${name}/**/*.test.{ts,tsx}`, ...(options.also ?? [])],
    testTimeout: options.timeout,
    hookTimeout: options.timeout,
    fileParallelism: options.parallel,
    env: { ...options.env },
    ...(options.globalSetup && { globalSetup: options.globalSetup }),
    // A machine that is busy with other things is slow, not wrong.
    expect: { poll: { timeout: 10_000 } },
    // A test that passes when it is asked again says nothing.
    retry: 0,
  },
});

export default defineConfig({
  resolve: { alias: { vscode: fakeVscode } },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    allowOnly: !process.env['CI'],
    passWithNoTests: false,
    projects: [
      // The longest property tests take five seconds alone; a busy machine is slow, not wrong.
      tier('unit', { timeout: 60_000, parallel: true }),
      tier('integration', { timeout: 60_000, parallel: true, globalSetup: 'test/support/bundleWorker.ts' }),
      tier('webview', { timeout: 60_000, parallel: false }),
      tier('e2e', { timeout: 180_000, parallel: false }),
      tier('soak', {
        timeout: 15 * 60_000,
        parallel: true,
        globalSetup: 'test/support/bundleWorker.ts',
        also: propertyTests,
        env: { PROPERTY_RUNS_FACTOR: '20' },
      }),
    ],
  },
});
