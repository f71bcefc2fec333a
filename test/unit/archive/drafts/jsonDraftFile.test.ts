import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { JsonDraftFile } from '../../../../src/archive/drafts/jsonDraftFile.ts';
import { nodeFiles } from '../../../../src/archive/disk/files.ts';
import { systemClock } from '../../../../src/vscode/platform/systemClock.ts';
import { recordingLogger } from '../../../support/recordingLogger.ts';
import { temporaryFolder } from '../kit/temporaryFolder.ts';

const kept = {
  conversationId: null,
  draft: { text: 'Half', attachments: [{ kind: 'text', name: 'note', text: 'y' }], editing: null, requestId: null },
  draftAt: 5,
  tip: null,
  tipAt: 0,
} as const;

async function open() {
  const folder = join(await temporaryFolder(), 'storage');
  const path = join(folder, 'drafts.json');
  return {
    folder,
    path,
    logger: recordingLogger(),
    file: new JsonDraftFile({ files: nodeFiles, path, clock: systemClock, logger: recordingLogger() }),
  };
}

it('is empty before the first writing, and then what was written, for this user only', async () => {
  const { folder, path, file } = await open();
  expect(await file.read()).toEqual([]);
  await file.write([kept]);
  await file.write([{ ...kept, draftAt: 6 }]);
  expect(await file.read()).toEqual([{ ...kept, draftAt: 6 }]);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readdir(folder)).toEqual(['drafts.json']);
});

it('takes back ids of any length that a log may have', async () => {
  const { folder, file } = await open();
  const long = { ...kept, conversationId: 'c'.repeat(101), tip: 'm'.repeat(5000) };
  await file.write([long, kept]);
  expect(await file.read()).toEqual([long, kept]);
  expect(await readdir(folder)).toEqual(['drafts.json']);
});

it.each([
  ['no JSON', '{"conversations":['],
  ['another shape', '[]'],
  ['a text that is none', JSON.stringify({ conversations: [{ ...kept, draft: { ...kept.draft, text: 7 } }] })],
  ['a request id that is no UUID', JSON.stringify({ conversations: [{ ...kept, draft: { ...kept.draft, requestId: '../x' } }] })],
])('%s is set aside as it is, and everything begins empty', async (_what, content) => {
  const { folder, path, file } = await open();
  await mkdir(folder);
  await writeFile(path, content);
  expect(await file.read()).toEqual([]);
  const [aside = ''] = await readdir(folder);
  expect(aside).toMatch(/^drafts\.damaged-\d+\.json$/);
  expect(await readFile(join(folder, aside), 'utf8')).toBe(content);
  await file.write([kept]);
  expect(await file.read()).toEqual([kept]);
});

it('what a later version adds is ignored, and what it attaches is left out', async () => {
  const { folder, path, file } = await open();
  await mkdir(folder);
  const draft = { ...kept.draft, attachments: [{ kind: 'image', name: 'x' }, ...kept.draft.attachments], later: 1 };
  await writeFile(path, JSON.stringify({ conversations: [{ ...kept, draft, later: 1 }], later: 1 }));
  expect(await file.read()).toEqual([kept]);
});

it.each([8.64e15, 8.64e15 + 1, Number.MAX_SAFE_INTEGER, 1e300, -1, 0.5, 'noon', null])(
  'a time of %s does not make it damaged',
  async (time) => {
    const { folder, path, file } = await open();
    await mkdir(folder);
    await writeFile(path, JSON.stringify({ conversations: [{ ...kept, draftAt: time, tipAt: time }] }));
    const at = time === 8.64e15 ? time : 0;
    expect(await file.read()).toEqual([{ ...kept, draftAt: at, tipAt: at }]);
  },
);

it('whatever is in it, it is read or set aside', async () => {
  const { folder, path, file } = await open();
  await mkdir(folder);
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.json(), fc.string()), async (content) => {
      await writeFile(path, content);
      expect(await file.read()).toEqual([]);
    }),
    { seed: 3, numRuns: 100 },
  );
});

it('a folder that cannot be written rejects, and leaves what was there', async () => {
  const { path, file } = await open();
  await file.write([kept]);
  const blocked = new JsonDraftFile({
    files: { ...nodeFiles, rename: () => Promise.reject(Object.assign(new Error('No.'), { code: 'EROFS' })) },
    path,
    clock: systemClock,
    logger: recordingLogger(),
  });
  await expect(blocked.write([])).rejects.toMatchObject({ code: 'EROFS' });
  expect(await file.read()).toEqual([kept]);
});
