// Runs the extension-host tests in the browser workbench: `node test/support/runExtensionHostTests.ts [report.json]`.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchChromium } from './launchChromium.ts';
import { buildExtensionHostTests } from './buildExtensionHostTests.ts';
import { projectRoot } from './projectRoot.ts';
import { startWorkbench } from './workbench.ts';
import { installStorageWitness } from '../exthost/storageWitness.ts';
import { describeResult, readResultLine, type TestResult } from '../exthost/testResult.ts';

/** Hard end of the whole run; a single test has 20 s. */
const timeoutMs = 5 * 60_000;

interface Outcome {
  readonly code: number;
  readonly results: readonly TestResult[];
}

async function runExtensionHostTests(): Promise<Outcome> {
  const extensionTestsPath = await buildExtensionHostTests();
  const home = mkdtempSync(join(tmpdir(), 'neural-terminal-'));
  installStorageWitness(join(home, 'extensions'));
  const workbench = await startWorkbench({ extension: { folder: projectRoot }, home });
  const browser = await launchChromium();
  const results: TestResult[] = [];
  const hostConsole: string[] = [];
  try {
    const page = await browser.newPage();
    const exit = Promise.withResolvers<number>();
    // The workbench calls these two when it runs extension tests: the host's console, and the end.
    await page.exposeFunction('codeAutomationLog', (_type: string, args: readonly unknown[]) => {
      const line = args.map(String).join(' ');
      const result = readResultLine(line);
      if (!result) return void hostConsole.push(line.slice(0, 400));
      results.push(result);
      console.log(describeResult(result));
    });
    await page.exposeFunction('codeAutomationExit', (code: number) => exit.resolve(code));
    const timer = setTimeout(() => exit.reject(new Error(`The extension-host tests did not end within ${timeoutMs / 1000} s.`)), timeoutMs);
    try {
      await page.goto(workbench.url({ payload: { extensionTestsPath } }));
      const code = await exit.promise;
      // A failure that no test tells about: the bundle did not load, or there was nothing to run.
      if (code !== 0 && !results.some(({ state }) => state === 'failed')) console.error(hostConsole.slice(-8).join('\n'));
      return { code, results };
    } catch (error) {
      console.error(hostConsole.slice(-8).join('\n'));
      throw error;
    } finally {
      clearTimeout(timer);
    }
  } finally {
    await browser.close();
    await workbench.stop();
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

const { code, results } = await runExtensionHostTests();
const report = process.argv[2];
if (report) {
  const count = (state: TestResult['state']): number => results.filter((result) => result.state === state).length;
  const counts = { numPassedTests: count('passed'), numFailedTests: count('failed'), numPendingTests: count('skipped') };
  writeFileSync(report, JSON.stringify(counts));
}
process.exitCode = code;
