import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { proveAbsence } from '../../../src/archive/maintenance/purge/proveAbsence.ts';
import { purgeArchive, type ArchivePurge } from '../../../src/archive/maintenance/purge/purgeArchive.ts';
import { PurgedIds } from '../../../src/archive/log/purgedIds.ts';
import { nodeFiles } from '../../../src/archive/disk/files.ts';
import { logPath } from '../../../src/archive/disk/logName.ts';
import { decodeRecord, encodeRecord } from '../../../src/archive/log/logRecord.ts';
import { recordOf } from '../../../src/archive/log/operations.ts';
import { systemClock } from '../../../src/vscode/platform/systemClock.ts';
import { bundleProgram } from './kit/bundleProgram.ts';
import { seededRandom } from './kit/seededRandom.ts';
import { startProgram } from './kit/startProgram.ts';
import { archiveFolder } from './kit/temporaryFolder.ts';

const doomed = 'doomed-conversation';
const purged = new PurgedIds({ conversations: [doomed] });
const purge = (folder: string): Promise<ArchivePurge> => purgeArchive({ files: nodeFiles, clock: systemClock, folder, purged });

interface Line {
  readonly t: string;
  readonly message?: string;
  readonly conversation?: string;
}

/** All lines of all logs; undefined for one that is damaged. */
async function linesOf(folder: string): Promise<(Line | undefined)[]> {
  const log = join(folder, 'log');
  const names = (await readdir(log, { recursive: true })).filter((name) => name.endsWith('.ndjson'));
  const contents = await Promise.all(names.map((name) => readFile(join(log, name), 'latin1')));
  return contents.flatMap((content) => {
    const lines = content.split('\n').filter((line) => line !== '');
    return lines.map((line) => decodeRecord(Buffer.from(line, 'latin1')) as Line | undefined);
  });
}

const isDamaged = (line: Line | undefined): boolean => line === undefined;

describe('a purge and other processes', () => {
  it('goes on while a window appends to the same file: nothing else is lost, torn or doubled', async () => {
    const folder = await archiveFolder();
    const program = await bundleProgram('twoTalks.ts');
    const writing = startProgram([process.execPath, program, folder, '3000']);
    let ended = false;
    const code = writing.ended.finally(() => (ended = true));
    let purgedMeanwhile = 0;
    let runs = 0;
    while (!ended) {
      const { records, failures } = await purge(folder);
      expect(failures).toEqual([]);
      runs += 1;
      purgedMeanwhile += records;
    }
    expect(await code).toBe(0);
    await purge(folder);
    const lines = await linesOf(folder);
    const kept = writing.lines.filter((id) => id.startsWith('kept'));
    expect(lines.filter(isDamaged)).toEqual([]);
    expect(lines.flatMap((line) => line?.message ?? [])).toEqual(kept);
    expect(lines.filter((line) => line?.t === 'record.purged')).toHaveLength(writing.lines.length - kept.length);
    expect(runs).toBeGreaterThan(3);
    expect(purgedMeanwhile).toBeGreaterThan(100);
  });

  it('two at once, of one conversation and of two, leave what one after the other leaves', async () => {
    const folder = await archiveFolder();
    await writeTalks(folder, 2000);
    const program = await bundleProgram('purgingProcess.ts');
    const others = [doomed, 'other-conversation'].map((id) => startProgram([process.execPath, program, folder, 'conversations', id]));
    await purge(folder);
    expect(await Promise.all(others.map((other) => other.ended))).toEqual([0, 0]);
    const lines = await linesOf(folder);
    expect(lines.filter(isDamaged)).toEqual([]);
    expect(new Set(lines.map((line) => line?.conversation))).toEqual(new Set([undefined, 'kept-conversation']));
    expect(lines).toHaveLength(2000);
  });
});

describe('a purge that is killed is completed by the next one', () => {
  const talks = 3_000;
  let original = '';
  let program = '';
  beforeAll(async () => {
    original = join(await mkdtemp(join(tmpdir(), 'neural-archive-')), 'archive');
    await writeTalks(original, talks);
    await cp(join(original, 'log'), join(original, 'backup/log'), { recursive: true });
    program = await bundleProgram('purgingProcess.ts');
  });
  afterAll(() => rm(dirname(original), { recursive: true, force: true }));

  // A third of the records is doomed, in the log and in its copy.
  const edits = (2 * talks) / 3;
  const random = seededRandom(20_260_101);
  const anywhere = Array.from({ length: 8 }, () => Math.floor(random() * edits));

  it.each([0, 1, edits / 2 - 1, edits / 2, edits - 1, ...anywhere])('halfway through record %i', { timeout: 120_000 }, async (edit) => {
    const folder = await archiveFolder();
    await cp(original, folder, { recursive: true });
    const purging = startProgram([process.execPath, program, folder, 'conversations', doomed, String(edit)], (line) => {
      if (line === 'halfway') purging.process.kill('SIGKILL');
    });
    expect(await purging.ended).toBeNull();
    expect(purging.lines).toEqual(['halfway']);
    const { needles, failures } = await purge(folder);
    expect(failures).toEqual([]);
    const lines = await linesOf(folder);
    expect(lines.filter(isDamaged)).toEqual([]);
    expect(lines.filter((line) => line?.conversation === doomed)).toEqual([]);
    expect(lines.filter((line) => line?.conversation !== undefined)).toHaveLength((2 * talks) / 3);
    const proof = await proveAbsence({ files: nodeFiles, folder, needles, purged, isElsewhere: () => false });
    expect(proof.foundIn).toEqual([]);
    for (const content of await contents(folder)) expect(content.includes('buried treasure')).toBe(false);
  });

  it.each([0, 1, 3, 5])(
    'of entries, halfway through record %i, which leaves the rest of their conversation',
    { timeout: 120_000 },
    async (edit) => {
      const folder = await archiveFolder();
      await cp(original, folder, { recursive: true });
      const entries = [0, 3, 600].map((index) => `${doomed}-${index}`);
      const purging = startProgram([process.execPath, program, folder, 'messages', entries.join(), String(edit)], (line) => {
        if (line === 'halfway') purging.process.kill('SIGKILL');
      });
      expect(await purging.ended).toBeNull();
      const { failures } = await purgeArchive({
        files: nodeFiles,
        clock: systemClock,
        folder,
        purged: new PurgedIds({ messages: entries }),
      });
      expect(failures).toEqual([]);
      const lines = await linesOf(folder);
      expect(lines.filter(isDamaged)).toEqual([]);
      expect(lines.flatMap((line) => entries.filter((entry) => line?.message === entry))).toEqual([]);
      expect(lines.filter((line) => line?.conversation === doomed)).toHaveLength(talks / 3 - entries.length);
      expect(lines.filter((line) => line?.conversation !== undefined)).toHaveLength(talks - entries.length);
    },
  );
});

async function contents(folder: string): Promise<Buffer[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return Promise.all(entries.filter((entry) => entry.isFile()).map((entry) => readFile(join(entry.parentPath, entry.name))));
}

/** A log of so many messages, of three conversations in turn. */
async function writeTalks(folder: string, count: number): Promise<void> {
  const writer = '20260102-aaaaaaaaaaaaaaaaaaaa';
  const talks = [
    { conversation: doomed, text: 'buried treasure' },
    { conversation: 'kept-conversation', text: 'gardening' },
    { conversation: 'other-conversation', text: 'cooking' },
  ];
  const records = Array.from({ length: count }, (_, index) => {
    const { conversation, text } = talks[index % talks.length] ?? { conversation: '', text: '' };
    const message = `${conversation}-${index}`;
    const ids = { t: 'message.added' as const, message, conversation, parent: null, role: 'user' as const, model: null };
    const body = { ...ids, text: `${text} ${'and so on '.repeat(index % 50)}`, attachments: [], createdAt: 1 };
    return encodeRecord(recordOf({ writer, seq: index, lc: index, at: index, body }));
  });
  const path = join(folder, 'log', logPath(writer));
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, Buffer.concat(records));
}
