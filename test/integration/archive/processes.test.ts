import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { nodeFiles } from '../../../src/archive/disk/files.ts';
import { LamportCounter } from '../../../src/archive/log/lamportCounter.ts';
import { LogReader } from '../../../src/archive/log/logReader.ts';
import { Quarantine } from '../../../src/archive/care/quarantine.ts';
import { openArchive } from './kit/openArchive.ts';
import { archiveFolder } from './kit/temporaryFolder.ts';

const script = fileURLToPath(new URL('kit/writingProcess.ts', import.meta.url));

interface WritingProcess {
  readonly process: ChildProcess;
  /** Ids that were acknowledged. */
  readonly acknowledged: string[];
  /** Resolves with the exit code, or null when it was killed, after all its output is read. */
  readonly ended: Promise<number | null>;
}

function write(
  folder: string,
  name: string,
  count: number,
  onAcknowledged: (writing: WritingProcess) => void = () => undefined,
): WritingProcess {
  const child = spawn(process.execPath, [script, folder, name, String(count)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = once(child, 'close') as Promise<[number | null]>;
  const writing: WritingProcess = { process: child, acknowledged: [], ended: closed.then(([code]) => code) };
  createInterface({ input: child.stdout }).on('line', (id) => {
    writing.acknowledged.push(id);
    onAcknowledged(writing);
  });
  return writing;
}

/** Ids of all `message.added` records in the logs, as they are there. */
async function recordedMessages(folder: string): Promise<string[]> {
  const messages: string[] = [];
  const reader = new LogReader({
    files: nodeFiles,
    folder: `${folder}/log`,
    counter: new LamportCounter(),
    quarantine: new Quarantine(nodeFiles, `${folder}/quarantine`),
    now: () => Date.now(),
    limit: () => undefined,
    covered: new Map(),
    apply: (batch) => void messages.push(...batch.operations.flatMap(({ body }) => (body.t === 'message.added' ? [body.message] : []))),
    report: ({ message }) => {
      throw new Error(message);
    },
  });
  await reader.read();
  return messages;
}

async function messagesIn(folder: string): Promise<string[]> {
  const archive = openArchive(folder);
  const ids = (await archive.messages('c')).map(({ id }) => id);
  expect(archive.reports).toEqual([]);
  await archive.close();
  return ids;
}

describe('several processes on one archive', () => {
  it('4 × 500 messages: none is lost, torn or doubled', async () => {
    const folder = await archiveFolder();
    const names = ['w0', 'w1', 'w2', 'w3'];
    const codes = await Promise.all(names.map((name) => write(folder, name, 500).ended));
    expect(codes).toEqual([0, 0, 0, 0]);
    const expected = names.flatMap((name) => Array.from({ length: 500 }, (_, index) => `${name}-${index}`)).sort();
    expect((await recordedMessages(folder)).sort()).toEqual(expected);
    expect((await messagesIn(folder)).sort()).toEqual(expected);
  });

  it('killed 20 times at any moment: nothing acknowledged is lost, every start is clean', { timeout: 120_000 }, async () => {
    const folder = await archiveFolder();
    const acknowledged: string[] = [];
    for (let round = 0; round < 20; round += 1) {
      const after = 1 + ((round * 37) % 53);
      // From the middle on, the killed ones start with a database on the disk.
      if (round === 10) await messagesIn(folder);
      const writing = write(folder, `r${round}`, 1_000_000, ({ process, acknowledged: { length } }) => {
        if (length === after) process.kill('SIGKILL');
      });
      expect(await writing.ended).toBeNull();
      acknowledged.push(...writing.acknowledged);
    }
    expect(acknowledged.length).toBeGreaterThan(400);
    expect(await nodeFiles.size(`${folder}/cache/projection-v2.sqlite`)).toBeGreaterThan(0);
    const found = await messagesIn(folder);
    expect(new Set(found).size).toBe(found.length);
    expect(new Set(found)).toEqual(new Set(await recordedMessages(folder)));
    expect(acknowledged.filter((id) => !found.includes(id))).toEqual([]);
  });
});
