import { readdir } from 'node:fs/promises';
import type * as promises from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { nodeFiles } from '../../../../src/archive/disk/files.ts';
import { Quarantine } from '../../../../src/archive/disk/quarantine.ts';
import { temporaryFolder } from '../kit/temporaryFolder.ts';

const disk = vi.hoisted(() => ({ isFull: false }));

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof promises>();
  return {
    ...real,
    open: async (path: string, ...rest: [string?, number?]) => {
      const handle = await real.open(path, ...rest);
      if (disk.isFull) handle.writeFile = () => Promise.reject(Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' }));
      return handle;
    },
  };
});

it('a file that a full disk did not take leaves nothing, so that it can be made later', async () => {
  const folder = await temporaryFolder();
  disk.isFull = true;
  await expect(nodeFiles.createFile(join(folder, 'new'), Buffer.from('content'))).rejects.toMatchObject({ code: 'ENOSPC' });
  const quarantine = join(folder, 'quarantine');
  expect(await new Quarantine(nodeFiles, quarantine).keepLine('2026-01/x.ndjson', 0, Buffer.from('line'))).toEqual({ keptAs: null });
  expect(await readdir(folder, { recursive: true })).toEqual(['quarantine']);
  disk.isFull = false;
  const kept = await new Quarantine(nodeFiles, quarantine).keepLine('2026-01/x.ndjson', 0, Buffer.from('line'));
  expect(kept?.keptAs).toContain(quarantine);
});
