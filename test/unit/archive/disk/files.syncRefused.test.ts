import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createNodeFiles } from '../../../../src/archive/disk/files.ts';
import { refuseSync } from '../../../support/refuseSync.ts';
import { temporaryFolder } from '../kit/temporaryFolder.ts';

let code = '';
let reported: string[] = [];
const files = createNodeFiles((refusal) => void reported.push(refusal));
const text = (words: string): Uint8Array => new TextEncoder().encode(words);

let refusals: Awaited<ReturnType<typeof refuseSync>>;
beforeAll(async () => void (refusals = await refuseSync(() => code)));
afterAll(() => refusals.forEach((refusal) => refusal.mockRestore()));
beforeEach(() => void (reported = []));

describe.each(['EPERM', 'EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EACCES'])('a file system that refuses to sync with %s', (refusal) => {
  beforeEach(() => void (code = refusal));

  it('keeps what is appended, created and overwritten, and is reported', async () => {
    const folder = await temporaryFolder();
    const [log, made] = [join(folder, 'log'), join(folder, 'made')];
    const file = await files.createLog(log);
    await file.append(text('appended'));
    await file.sync();
    await file.close();
    await files.createFile(made, text('created'));
    await files.overwrite(made, [{ at: 0, bytes: text('C') }]);
    await files.syncFolder(folder);
    expect([await readFile(log, 'utf8'), await readFile(made, 'utf8')]).toEqual(['appended', 'Created']);
    expect(reported).toEqual([refusal, refusal, refusal]);
  });
});

describe.each(['EIO', 'ENOSPC', 'EDQUOT'])('a disk that loses bytes in a sync (%s)', (loss) => {
  beforeEach(() => void (code = loss));

  it('says so, and leaves no file that was to be new', async () => {
    const folder = await temporaryFolder();
    const file = await files.createLog(join(folder, 'log'));
    await file.append(text('appended'));
    await expect(file.sync()).rejects.toMatchObject({ code: loss });
    await file.close();
    await expect(files.createFile(join(folder, 'made'), text('created'))).rejects.toMatchObject({ code: loss });
    expect([await readdir(folder), reported]).toEqual([['log'], []]);
  });
});
