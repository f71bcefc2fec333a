import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FilePort } from '../../../src/archive/disk/files.ts';

export interface FilePortUnderTest {
  readonly files: FilePort;
  /** A folder that is not there yet. */
  readonly folder: string;
}

/** What every FilePort does. One for reservations knows nothing of replacing and renaming: `isWhole` is false. */
export function filePortContract(name: string, isWhole: boolean, make: () => Promise<FilePortUnderTest>): void {
  const bytes = (text: string) => Buffer.from(text);
  const text = async ({ files }: FilePortUnderTest, path: string) => (await files.read(path, 0, 100)).toString();

  describe(`${name} as a FilePort`, () => {
    it('lists and measures what is not there as nothing', async () => {
      const { files, folder } = await make();
      expect(await files.list(folder)).toEqual([]);
      expect(await files.size(join(folder, '1'))).toBeUndefined();
      expect(await files.modifiedAt(join(folder, '1'))).toBeUndefined();
      await files.remove(join(folder, '1'));
      await expect(files.read(join(folder, '1'), 0, 1)).rejects.toMatchObject({ code: 'ENOENT' });
      await files.syncFolder(folder);
    });

    it('makes files in a folder that is there, and once only', async () => {
      const { files, folder } = await make();
      const path = join(folder, '1');
      await expect(files.createFile(path, bytes('too early'))).rejects.toMatchObject({ code: 'ENOENT' });
      await expect(files.createLog(path)).rejects.toMatchObject({ code: 'ENOENT' });
      await files.makeFolder(folder);
      await files.makeFolder(folder);
      await files.createFile(path, bytes('content'));
      await expect(files.createFile(path, bytes('other'))).rejects.toMatchObject({ code: 'EEXIST' });
      await expect(files.createLog(path)).rejects.toMatchObject({ code: 'EEXIST' });
      expect(await files.list(folder)).toEqual(['1']);
      expect(await files.size(path)).toBe(7);
      expect(await files.modifiedAt(path)).toBeGreaterThan(0);
    });

    it('reads a part, and no more than there is', async () => {
      const { files, folder } = await make();
      const path = join(folder, '1');
      await files.makeFolder(folder);
      await files.createFile(path, bytes('content'));
      const parts = await Promise.all([files.read(path, 2, 3), files.read(path, 5, 100), files.read(path, 50, 1), files.read(path, 0, 0)]);
      expect(parts.map(String)).toEqual(['nte', 'nt', '', '']);
    });

    it('appends to a log', async () => {
      const made = await make();
      const path = join(made.folder, '1');
      await made.files.makeFolder(made.folder);
      const log = await made.files.createLog(path);
      expect(await log.append(bytes('one '))).toBe(4);
      expect(await log.append(bytes('two'))).toBe(3);
      await log.sync();
      await log.close();
      expect(await text(made, path)).toBe('one two');
    });

    it('gives a file a second name, and does not take one that another file has', async () => {
      const made = await make();
      const { files, folder } = made;
      const [one, second, other] = ['1', '2', '3'].map((file) => join(folder, file)) as [string, string, string];
      await files.makeFolder(folder);
      await files.createFile(one, bytes('content'));
      await files.createFile(other, bytes('other'));
      await files.link(one, second);
      // Repeated, as a network file system may do it.
      await files.link(one, second);
      await expect(files.link(one, other)).rejects.toMatchObject({ code: 'EEXIST' });
      await expect(files.link(join(folder, '4'), join(folder, '5'))).rejects.toMatchObject({ code: 'ENOENT' });
      await files.remove(one);
      expect(await text(made, second)).toBe('content');
      expect((await files.list(folder)).toSorted()).toEqual(['2', '3']);
    });

    if (!isWhole) {
      it('refuses what it does not know', async () => {
        const { files, folder } = await make();
        for (const work of [files.overwrite(folder, []), files.readAll(folder), files.rename(folder, folder)])
          await expect(work).rejects.toMatchObject({ code: 'ENOSYS' });
      });
      return;
    }

    it('overwrites places in a file that is there, and nothing between', async () => {
      const made = await make();
      const path = join(made.folder, '1');
      await made.files.makeFolder(made.folder);
      await expect(made.files.overwrite(path, [])).rejects.toMatchObject({ code: 'ENOENT' });
      await made.files.createFile(path, bytes('0123456789'));
      const edits = [
        { at: 1, bytes: bytes('ab') },
        { at: 8, bytes: bytes('c') },
        { at: 2, bytes: bytes('d') },
      ];
      await made.files.overwrite(path, edits);
      expect(String(await made.files.readAll(path))).toBe('0ad34567c9');
    });

    it('renames, and replaces what has the name', async () => {
      const made = await make();
      const { files, folder } = made;
      await files.makeFolder(folder);
      await files.createFile(join(folder, '1'), bytes('new'));
      await files.createFile(join(folder, '2'), bytes('old'));
      await files.rename(join(folder, '1'), join(folder, '2'));
      expect(await files.list(folder)).toEqual(['2']);
      expect(await text(made, join(folder, '2'))).toBe('new');
      await expect(files.rename(join(folder, '1'), join(folder, '2'))).rejects.toMatchObject({ code: 'ENOENT' });
    });
  });
}
