import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { LamportCounter } from '../../../../src/archive/log/lamportCounter.ts';
import { logPath } from '../../../../src/archive/disk/logName.ts';
import { LogWriter } from '../../../../src/archive/log/logWriter.ts';
import { readableBytes } from '../../../../src/archive/log/ownLogs.ts';
import { nodeFiles } from '../../../../src/archive/disk/files.ts';
import { recordingLogger } from '../../../support/recordingLogger.ts';
import { testClock } from '../../../support/testClock.ts';
import { faultyFiles, type Fault, type FaultyCall } from '../kit/faultyFiles.ts';
import { logA, noon, question, readerOf, type ReadLogs } from '../kit/logs.ts';
import { temporaryFolder } from '../kit/temporaryFolder.ts';
import { propertyRuns } from '../../../support/propertyRuns.ts';

const dayMs = 24 * 60 * 60 * 1000;

async function setUp() {
  const folder = await temporaryFolder();
  const files = faultyFiles();
  const clock = testClock(noon);
  const counter = new LamportCounter();
  const writer = new LogWriter({
    files,
    folder: join(folder, 'log'),
    clock,
    logger: recordingLogger(),
    counter,
    opening: { t: 'log.opened', ext: '0.1.0', host: 'test' },
  });
  onTestFinished(() => writer.close());
  const read = async (): Promise<ReadLogs & { readonly messages: string[]; readonly logs: string[] }> => {
    const logs = readerOf(folder);
    await logs.reader.read();
    const messages = logs.operations.flatMap(({ body }) => (body.t === 'message.added' ? [body.message] : []));
    return { ...logs, messages, logs: [...new Set((await nodeFiles.list(join(folder, 'log', '2026-01'))).sort())] };
  };
  const say = (message: string): Promise<void> => writer.append(question(message, `text of ${message}`));
  return { folder, files, clock, counter, writer, read, say };
}

const outcomeOf = (write: Promise<void>): Promise<string> =>
  write.then(
    () => 'kept',
    (error: unknown) => (error as { code: string }).code,
  );

describe('a log', () => {
  it('is made at the first write, not before', async () => {
    const { read, say } = await setUp();
    expect((await read()).logs).toEqual([]);
    await say('m1');
    expect((await read()).logs).toHaveLength(1);
  });

  it.skipIf(process.platform === 'win32')('is for its owner only, like its folders', async () => {
    const { folder, read, say } = await setUp();
    await say('m1');
    const [name = ''] = (await read()).logs;
    const mode = async (path: string): Promise<string> => ((await stat(path)).mode & 0o777).toString(8);
    expect(await mode(join(folder, 'log'))).toBe('700');
    expect(await mode(join(folder, 'log', '2026-01'))).toBe('700');
    expect(await mode(join(folder, 'log', '2026-01', name))).toBe('600');
  });

  it('says first who wrote it, and is named by day and chance', async () => {
    const { read, say } = await setUp();
    await say('m1');
    const { operations, logs } = await read();
    expect(logs[0]).toMatch(/^20260102-[0-9a-f]{20}\.ndjson$/);
    expect(operations[0]).toMatchObject({ seq: 0, body: { t: 'log.opened', ext: '0.1.0', host: 'test' } });
  });

  it('is left for a new one after 24 hours', async () => {
    const { clock, read, say } = await setUp();
    await say('m1');
    clock.advance(dayMs - 1);
    await say('m2');
    expect((await read()).logs).toHaveLength(1);
    clock.advance(1);
    await say('m3');
    const { logs, messages } = await read();
    expect(logs.map((name) => name.slice(0, 8))).toEqual(['20260102', '20260103']);
    expect(messages).toEqual(['m1', 'm2', 'm3']);
  });

  it('counts on after what was read from others', async () => {
    const { counter, read, say } = await setUp();
    counter.observe(100);
    await say('m1');
    expect((await read()).operations.map(({ lc }) => lc)).toEqual([101, 102]);
  });

  it('takes everything that waits in one write and one sync', async () => {
    const { files, read, say } = await setUp();
    await say('m0');
    await Promise.all(Array.from({ length: 50 }, (_, index) => say(`m${index + 1}`)));
    expect([files.calls('append'), files.calls('sync')]).toEqual([2, 2]);
    expect((await read()).messages).toHaveLength(51);
  });

  it('refuses what no reader would accept, and writes the rest', async () => {
    const { writer, read, say } = await setUp();
    const bad = writer.append({ ...question('bad', ''), t: 'message.added', createdAt: 0.5 } as never);
    const cyclic: unknown[] = [];
    cyclic.push(cyclic);
    const unwritable = writer.append({
      t: 'attempt.settled',
      attempt: 'a',
      cost: { source: 'unknown', usd: null },
      generation: null,
      servedModel: null,
      provider: null,
      usage: null,
      raw: cyclic,
    });
    expect(await Promise.all([outcomeOf(bad), outcomeOf(unwritable), outcomeOf(say('good'))])).toEqual(['INTERNAL', 'INTERNAL', 'kept']);
    expect((await read()).messages).toEqual(['good']);
  });

  it('knows its own writers', async () => {
    const { writer, read, say } = await setUp();
    await say('m1');
    const name = (await read()).logs[0]?.replace('.ndjson', '') ?? '';
    expect(writer.isOwn(name)).toBe(true);
    expect(writer.isOwn('20260102-ffffffffffffffffffff')).toBe(false);
    expect(writer.ownLogs().writers).toEqual([name]);
  });

  it('says how much of its logs is certain, also of one that is not there yet', async () => {
    const { folder, writer, read, say } = await setUp();
    const before = writer.ownLogs();
    await say('m1');
    const file = logPath((await read()).logs[0]?.replace('.ndjson', '') ?? '');
    expect(readableBytes(before, file)).toBe(0);
    expect(readableBytes(writer.ownLogs(), file)).toBe((await readFile(join(folder, 'log', file))).length);
    expect(readableBytes(writer.ownLogs(), logA)).toBeUndefined();
    await writer.close();
    expect(readableBytes(writer.ownLogs(), file)).toBeUndefined();
  });
});

describe('a disk that fills up', () => {
  it('in the middle of a record: that one is refused, damages only itself, and the next ones are kept', async () => {
    const { files, read, say } = await setUp();
    await say('m1');
    files.plan('append', { takes: 30 }, { code: 'ENOSPC' });
    expect(await outcomeOf(say('m2'))).toBe('DISK_FULL');
    expect(await outcomeOf(say('m3'))).toBe('kept');
    const { messages, reports, logs } = await read();
    expect(messages).toEqual(['m1', 'm3']);
    expect(reports).toMatchObject([{ kind: 'damagedLine', bytes: 30 }]);
    expect(logs).toHaveLength(1);
  });

  it('in the middle of a batch: the whole records before it are kept', async () => {
    const { files, read, say } = await setUp();
    await say('m1');
    files.plan('append', { takes: 400 }, { code: 'ENOSPC' });
    const outcomes = await Promise.all(['m2', 'm3', 'm4', 'm5'].map((id) => outcomeOf(say(id))));
    const kept = outcomes.filter((outcome) => outcome === 'kept').length;
    expect(kept).toBeGreaterThan(0);
    expect(outcomes).toEqual([...Array<string>(kept).fill('kept'), ...Array<string>(4 - kept).fill('DISK_FULL')]);
    expect((await read()).messages).toEqual(['m1', 'm2', 'm3', 'm4', 'm5'].slice(0, kept + 1));
  });

  it('before a single byte: nothing is torn', async () => {
    const { files, read, say } = await setUp();
    await say('m1');
    files.plan('append', { code: 'ENOSPC' }, { takes: 0 }, { code: 'EDQUOT' });
    expect([await outcomeOf(say('m2')), await outcomeOf(say('m3')), await outcomeOf(say('m4'))]).toEqual(Array(3).fill('DISK_FULL'));
    await say('m5');
    const { messages, reports } = await read();
    expect([messages, reports]).toEqual([['m1', 'm5'], []]);
  });

  it('at any byte, again and again: what was acknowledged is read, what is read was written', async () => {
    const takes = fc.option(fc.nat(600), { nil: undefined });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(takes, fc.integer({ min: 1, max: 4 })), { minLength: 1, maxLength: 8 }), async (rounds) => {
        const { files, read, say, writer } = await setUp();
        const asked: string[] = [];
        const kept: string[] = [];
        for (const [bytes, count] of rounds) {
          if (bytes !== undefined) files.plan('append', { takes: bytes }, { code: 'ENOSPC' });
          const batch = Array.from({ length: count }, (_, index) => `m${asked.length + index}`);
          asked.push(...batch);
          const outcomes = await Promise.all(batch.map((id) => outcomeOf(say(id))));
          kept.push(...batch.filter((_, index) => outcomes[index] === 'kept'));
          files.plan('append');
        }
        await writer.close();
        const { messages } = await read();
        expect(messages).toEqual(expect.arrayContaining(kept));
        expect(asked).toEqual(expect.arrayContaining(messages));
        expect(new Set(messages).size).toBe(messages.length);
      }),
      { seed: 20260102, numRuns: propertyRuns(40) },
    );
  });
});

describe('a disk that fails', () => {
  it('at fdatasync: the file is never touched again, and everything that was not acknowledged goes into a new one', async () => {
    const { files, read, say } = await setUp();
    await say('m1');
    files.plan('sync', { code: 'EIO' });
    expect(await Promise.all([outcomeOf(say('m2')), outcomeOf(say('m3'))])).toEqual(['kept', 'kept']);
    await say('m4');
    const { logs, messages, operations } = await read();
    expect(logs).toHaveLength(2);
    expect([...new Set(messages)].sort()).toEqual(['m1', 'm2', 'm3', 'm4']);
    const ids = operations.map(({ writer, seq }) => `${writer}:${seq}`);
    expect({ records: ids.length, different: new Set(ids).size }).toEqual({ records: 8, different: 6 });
  });

  it.each<[string, FaultyCall, Fault[]]>([
    ['write', 'append', [{ code: 'EIO' }, { code: 'EIO' }]],
    ['sync', 'sync', [{ code: 'EIO' }, { code: 'EIO' }]],
  ])('at every %s: says so, and goes on when it works again', async (_what, call, faults) => {
    const { files, read, say } = await setUp();
    files.plan(call, ...faults);
    expect(await outcomeOf(say('m1'))).toBe('ARCHIVE_DAMAGED');
    expect(await outcomeOf(say('m2'))).toBe('kept');
    expect((await read()).messages).toContain('m2');
  });
});

describe.skipIf(process.platform === 'win32')('a log that somebody deletes while it is open', () => {
  it.each<[string, (folder: string) => string]>([
    ['alone', (folder) => join(folder, 'log', '2026-01')],
    ['with its month', (folder) => join(folder, 'log')],
    ['with everything', (folder) => folder],
  ])('%s: what is said afterwards is in a new one', async (_what, above) => {
    const { folder, read, say } = await setUp();
    await say('m1');
    for (const name of await nodeFiles.list(above(folder))) await rm(join(above(folder), name), { recursive: true });
    await Promise.all([say('m2'), say('m3')]);
    await say('m4');
    const { messages, logs } = await read();
    expect([messages, logs.length]).toEqual([['m2', 'm3', 'm4'], 1]);
  });
});

describe('a folder that cannot be written', () => {
  it.each<[FaultyCall, string]>([
    ['makeFolder', 'EACCES'],
    ['createLog', 'EROFS'],
    ['createLog', 'EPERM'],
  ])('(%s: %s) is said to be read-only, until it can', async (call, code) => {
    const { files, read, say } = await setUp();
    files.plan(call, { code }, { code });
    expect(await outcomeOf(say('m1'))).toBe('ARCHIVE_READONLY');
    expect(await outcomeOf(say('m2'))).toBe('kept');
    expect((await read()).messages).toEqual(['m2']);
  });
});

describe('a disk that takes a record and does not confirm it', () => {
  it('is not said to have lost it: the same record may be there', async () => {
    const { files, read, say } = await setUp();
    files.plan('sync', { code: 'EIO' }, { code: 'EIO' });
    const failure = await say('m1').catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 'ARCHIVE_DAMAGED',
      message: expect.stringContaining('(EIO): it is not certain that this was saved.') as unknown,
    });
    await say('m2');
    expect(new Set((await read()).messages)).toEqual(new Set(['m1', 'm2']));
  });

  it('is said to have lost it when the file was deleted meanwhile', async () => {
    const { files, say } = await setUp();
    files.plan('sync', { code: 'ENOENT' }, { code: 'ENOENT' });
    await expect(say('m1')).rejects.toThrow('(ENOENT): this was not saved.');
  });
});
