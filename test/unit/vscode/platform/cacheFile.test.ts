import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cacheFile } from '../../../../src/vscode/platform/cacheFile.ts';
import { temporaryFolder } from '../../archive/kit/temporaryFolder.ts';

describe('a cache file', () => {
  it('is empty when it is missing, or no file', async () => {
    const folder = await temporaryFolder();
    expect(await cacheFile(join(folder, 'none.json')).read()).toBeUndefined();
    expect(await cacheFile(folder).read()).toBeUndefined();
  });

  it('is replaced whole, in a folder that need not exist, and leaves nothing beside it', async () => {
    const folder = join(await temporaryFolder(), 'storage');
    const cache = cacheFile(join(folder, 'models.json'));
    await cache.write('a long first text');
    await cache.write('short');
    expect([await cache.read(), await readdir(folder)]).toEqual(['short', ['models.json']]);
  });

  it.skipIf(process.platform === 'win32')('is for the user only', async () => {
    const path = join(await temporaryFolder(), 'models.json');
    await cacheFile(path).write('text');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('that cannot be written says so, and keeps what was there', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'file'), '');
    await expect(cacheFile(join(folder, 'file', 'models.json')).write('text')).rejects.toThrow();
    await mkdir(join(folder, 'models.json'));
    await expect(cacheFile(join(folder, 'models.json')).write('text')).rejects.toThrow();
    expect(await readdir(join(folder, 'models.json'))).toEqual([]);
  });
});
