import { describe, expect, it } from 'vitest';
import { archiveSize } from '../../../../src/archive/maintenance/archiveSize.ts';
import { nodeFiles } from '../../../../src/archive/disk/files.ts';
import { temporaryFolder } from '../kit/temporaryFolder.ts';
import { writeInto } from './kit/archives.ts';

describe('the size of an archive', () => {
  it('counts all files, and the logs apart', async () => {
    const folder = await temporaryFolder();
    await writeInto(folder, 'log/2026-03/b.ndjson', '12345');
    await writeInto(folder, 'log/2025-11/a.ndjson', '123');
    await writeInto(folder, 'backup/log/2025-10/a.ndjson', '12');
    await writeInto(folder, 'README.txt', '1');
    await writeInto(folder, 'budget/r/1', '1234');
    expect(await archiveSize(nodeFiles, folder)).toEqual({ logBytes: 8, totalBytes: 15, files: 5, oldestMonth: '2025-11' });
  });

  it('is nothing where there is no archive', async () => {
    expect(await archiveSize(nodeFiles, '/nowhere/at/all')).toEqual({ logBytes: 0, totalBytes: 0, files: 0, oldestMonth: null });
  });
});
