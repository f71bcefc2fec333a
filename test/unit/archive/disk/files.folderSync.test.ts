import type * as promises from 'node:fs/promises';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { nodeFiles } from '../../../../src/archive/disk/files.ts';
import { LamportCounter } from '../../../../src/archive/log/lamportCounter.ts';
import { LogWriter } from '../../../../src/archive/log/logWriter.ts';
import { ProjectionFile } from '../../../../src/archive/projection/projectionFile.ts';
import { SqlProjection } from '../../../../src/archive/projection/sqlProjection.ts';
import { Quarantine } from '../../../../src/archive/disk/quarantine.ts';
import { writeNewFile, renameFile } from '../../../../src/archive/disk/temporaryFile.ts';
import { recordingLogger } from '../../../support/recordingLogger.ts';
import { testClock } from '../../../support/testClock.ts';
import { noon, question, readerOf } from '../kit/logs.ts';
import { loadSql } from '../kit/projection.ts';
import { temporaryFolder } from '../kit/temporaryFolder.ts';

/** How a platform says that folders cannot be synced: Windows opens them and refuses the sync, others refuse to open them. */
const refusal = vi.hoisted(() => ({ open: '', sync: '', count: 0 }));

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof promises>();
  const fail = (code: string): never => {
    refusal.count += 1;
    throw Object.assign(new Error(code), { code });
  };
  return {
    ...real,
    open: async (path: string, ...rest: [string?, number?]): Promise<promises.FileHandle> => {
      const isFolder = await real.stat(path).then(
        (found) => found.isDirectory(),
        () => false,
      );
      if (isFolder && refusal.open !== '') fail(refusal.open);
      const handle = await real.open(path, ...rest);
      if (isFolder) handle.sync = () => Promise.reject(new Error(fail(refusal.sync)));
      return handle;
    },
  };
});

describe.each([
  ['the sync (EPERM, as on Windows)', '', 'EPERM'],
  ['the sync (EINVAL, as on some network homes)', '', 'EINVAL'],
  ['even to open one (EISDIR)', 'EISDIR', ''],
])('a platform that refuses folders %s', (_what, open, sync) => {
  beforeEach(() => void Object.assign(refusal, { open, sync, count: 0 }));

  it('keeps messages, saves the database and copies files as always', async () => {
    const folder = await temporaryFolder();
    const [clock, logger] = [testClock(noon), recordingLogger()];
    const opening = { t: 'log.opened' as const, ext: '0.1.0', host: 'test' };
    const writer = new LogWriter({
      files: nodeFiles,
      folder: join(folder, 'log'),
      clock,
      logger,
      counter: new LamportCounter(),
      opening,
    });
    await writer.append(question('m1', 'kept'));
    await writer.close();
    const { reader, operations } = readerOf(folder);
    await reader.read();
    expect(operations.map(({ body }) => body.t)).toEqual(['log.opened', 'message.added']);

    const file = new ProjectionFile({
      files: nodeFiles,
      folder: join(folder, 'cache'),
      logFolder: join(folder, 'log'),
      clock,
      logger,
      quarantine: new Quarantine(nodeFiles, join(folder, 'quarantine')),
      onSetAside: (reason) => expect.unreachable(reason),
    });
    expect(await file.save(SqlProjection.create(await loadSql()).database.export())).toBe(true);
    expect(await file.load(await loadSql())).not.toBeNull();

    await writeNewFile(nodeFiles, join(folder, 'new'), pieces('whole'));
    await renameFile(nodeFiles, clock, join(folder, 'new'), join(folder, 'copy'));
    await nodeFiles.syncFolder(folder);
    expect(await readFile(join(folder, 'copy'), 'utf8')).toBe('whole');
    expect(refusal.count).toBeGreaterThan(3);
    expect(logger.lines).toEqual([]);
  });
});

async function* pieces(...texts: readonly string[]): AsyncGenerator<Buffer> {
  for (const text of texts) yield Promise.resolve(Buffer.from(text));
}
