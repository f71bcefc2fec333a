import { cp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { projectRoot } from '../../support/projectRoot.ts';
import { everything } from './kit/everything.ts';
import { openArchive } from './kit/openArchive.ts';
import { archiveFolder } from './kit/temporaryFolder.ts';

// The archive of version 4 has words inside known operations that no version knows. Besides, one line of it is damaged: a required field is
// missing in the record. What is shown of the words is in expected.json (versions.test.ts); here is what the upkeep makes of them.

const fixture = join(projectRoot, 'test', 'fixtures', 'archive', 'v4');

async function openFixture() {
  const folder = await archiveFolder();
  await cp(join(fixture, 'log'), join(folder, 'log'), { recursive: true });
  return { folder, archive: openArchive(folder) };
}

async function logsOf(folder: string): Promise<Readonly<Record<string, string>>> {
  const names = (await readdir(join(folder, 'log'), { recursive: true })).filter((name) => name.endsWith('.ndjson'));
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(folder, 'log', name), 'latin1')] as const)),
  );
}

it('are no damage to a check, and change nothing', async () => {
  const { folder, archive } = await openFixture();
  const before = await logsOf(folder);
  const { problems, report } = await archive.verify();
  expect(problems).toBe(1);
  expect(report).toMatch(/1 damaged line\b/);
  expect(report).toContain('of a newer version: message.sung 1 ×');
  expect(await logsOf(folder)).toMatchObject(before);
  await archive.close();
});

it('are the same after the index was made again', async () => {
  const { archive } = await openFixture();
  const before = await everything(archive);
  await archive.rebuildIndex();
  expect(await everything(archive)).toEqual(before);
  await archive.close();
});

it('come back from a backup as they were', async () => {
  const { folder, archive } = await openFixture();
  const zip = join(folder, '..', 'backup.zip');
  const before = await everything(archive);
  await archive.backUp(zip);
  await archive.close();
  const other = openArchive(await archiveFolder());
  const { skipped } = await other.restore(zip);
  expect(skipped).toBe(0);
  expect(await everything(other)).toEqual(before);
  await other.close();
});

it('are purged with their conversation', async () => {
  const { folder, archive } = await openFixture();
  const { leftIn } = await archive.purge('conv-later');
  expect(leftIn).toEqual([]);
  expect((await archive.conversations()).map(({ id }) => id)).toEqual(['conv-words']);
  await archive.close();
  const left = Object.values(await logsOf(folder)).join('');
  for (const text of ['An unknown role.', 'Meanwhile.', 'rose', 'tune', 'developer']) expect(left).not.toContain(text);
  expect(left).toContain('"source":"barter"');
});

it('messages of this version’s own roles are purged with their conversation, too', async () => {
  const { folder, archive } = await openFixture();
  await archive.addMessage({
    id: 's2',
    conversationId: 'conv-words',
    parentId: 'a3',
    role: 'system',
    modelId: null,
    text: 'From now on in verse, please.',
    attachments: [],
    createdAt: 9,
  });
  expect((await archive.messages('conv-words')).find(({ id }) => id === 's2')).toMatchObject({ role: 'system', state: 'complete' });
  expect((await archive.purge('conv-words')).leftIn).toEqual([]);
  await archive.close();
  const left = Object.values(await logsOf(folder)).join('');
  for (const text of ['in verse', 'plainly', 'brass', 'κey', 'url_citation', 's//=']) expect(left).not.toContain(text);
});
