// `npm run test:desktop`: the extension-host tests in a desktop VS Code; one that is installed, else one that test-electron downloads.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { runTests } from '@vscode/test-electron';
import { buildExtensionHostTests } from './buildExtensionHostTests.ts';
import { findDesktopExecutable } from './findDesktopExecutable.ts';
import { projectRoot } from './projectRoot.ts';
import { runCommand } from './runCommand.ts';
import { writeStorageWitness } from '../exthost/storageWitness.ts';
import { describeResult, readResultLine, type TestResult } from '../exthost/testResult.ts';

const buildTimeoutMs = 5 * 60_000;

const results: TestResult[] = [];
let rest = '';
/** Prints the results among the lines that VS Code writes, and nothing else of them. */
const stdout = new Writable({
  decodeStrings: false,
  write(chunk: string | Buffer, _encoding, done) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const result of lines.map(readResultLine)) {
      if (!result) continue;
      results.push(result);
      console.log(describeResult(result));
    }
    done();
  },
});

async function run(): Promise<number> {
  if (!(await runCommand('npm run --silent build', buildTimeoutMs))) return 1;
  const extensionTestsPath = await buildExtensionHostTests();
  const workspace = mkdtempSync(join(tmpdir(), 'neural-terminal-'));
  const witness = mkdtempSync(join(tmpdir(), 'neural-terminal-'));
  writeStorageWitness(witness);
  const vscodeExecutablePath = findDesktopExecutable();
  try {
    return await runTests({
      ...(vscodeExecutablePath ? { vscodeExecutablePath } : {}),
      extensionDevelopmentPath: [projectRoot, witness],
      extensionTestsPath,
      extensionTestsEnv: { OPENROUTER_API_KEY: undefined, OPENROUTER_BASE_URL: undefined },
      launchArgs: [workspace, '--disable-extensions'],
      stdout,
    });
  } catch (error) {
    if (results.length > 0) return 1;
    console.error(
      'The desktop tests need a desktop VS Code and a display. Name its program with VSCODE_PATH, or put `code` on the path, or let it be ' +
        `downloaded; without a display use xvfb-run. The same tests run in a browser with \`npm run test:exthost\`.\n${String(error)}`,
    );
    return 1;
  } finally {
    for (const folder of [workspace, witness]) rmSync(folder, { recursive: true, force: true });
  }
}

process.exitCode = await run();
const count = (state: TestResult['state']): number => results.filter((result) => result.state === state).length;
console.log(`${count('passed')} passed, ${count('failed')} failed`);
