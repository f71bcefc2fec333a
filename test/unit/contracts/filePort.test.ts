import { join } from 'node:path';
import { nodeFiles } from '../../../src/archive/disk/files.ts';
import { filePortContract } from '../../support/contracts/filePortContract.ts';
import { faultyFiles } from '../archive/kit/faultyFiles.ts';
import { temporaryFolder } from '../archive/kit/temporaryFolder.ts';
import { memoryDisk } from '../archive/reservations/kit/memoryFiles.ts';

filePortContract('nodeFiles', true, async () => ({ files: nodeFiles, folder: join(await temporaryFolder(), 'new') }));
filePortContract('faultyFiles without faults', true, async () => ({ files: faultyFiles(), folder: join(await temporaryFolder(), 'new') }));
filePortContract('memoryDisk', false, () => {
  const disk = memoryDisk(Date.now, () => 0.5);
  return Promise.resolve({ files: disk.files(() => Promise.resolve(), true), folder: 'new' });
});
