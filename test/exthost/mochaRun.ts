// The part of the extension-host tests that runs inside the extension host: mocha over the bundled suites, results as lines of the log.
import Mocha from 'mocha';
import { resultLine, type TestResult } from './testResult.ts';

/** Runs what `loadSuites` defines. Rejects when a test fails or when there is none: the host then ends with code 1. */
export async function runMocha(loadSuites: () => Promise<unknown>): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 20_000, forbidOnly: true, reporter: LineReporter });
  mocha.suite.emit('pre-require', globalThis, null, mocha);
  await loadSuites();
  const { failures, tests } = await new Promise<{ failures: number; tests: number }>((resolve) => {
    const runner = mocha.run((count) => resolve({ failures: count, tests: runner.total }));
  });
  if (tests === 0) throw new Error('No extension-host test was found.');
  if (failures > 0) throw new Error(`${failures} of ${tests} extension-host tests failed.`);
}

/** One JSON line per finished test, which the runner outside picks out of the host's console. */
class LineReporter extends Mocha.reporters.Base {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const report = (result: TestResult): void => console.log(resultLine(result));
    runner.on('pass', (test) => report({ title: test.fullTitle(), state: 'passed', durationMs: test.duration ?? 0 }));
    runner.on('pending', (test) => report({ title: test.fullTitle(), state: 'skipped', durationMs: 0 }));
    runner.on('fail', (test, error: Error) =>
      report({ title: test.fullTitle(), state: 'failed', durationMs: test.duration ?? 0, error: error.stack ?? error.message }),
    );
  }
}
