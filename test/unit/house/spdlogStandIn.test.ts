import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { projectRoot } from '../../support/projectRoot.ts';

const standIn = join(projectRoot, 'test', 'support', 'setup', 'spdlogStandIn.cjs');

/** As the workbench does: a module of Node, imported by name. */
const logTwoLines = `
import { createAsyncRotatingLogger, setFlushOn } from '${standIn}';
setFlushOn(0);
const logger = await createAsyncRotatingLogger('main', process.argv[1], 1, 1);
logger.info('one\\n');
logger.info('two\\n');
`;

it('what stands in for the log of the workbench is imported by name, and writes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'neural-spdlog-'));
  const file = join(folder, 'logs', 'main.log');
  execFileSync(process.execPath, ['--input-type=module', '--eval', logTwoLines, file]);
  expect(readFileSync(file, 'utf8')).toBe('one\ntwo\n');
  rmSync(folder, { recursive: true });
});
