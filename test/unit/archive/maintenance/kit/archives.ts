import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Clock } from '../../../../../src/core/ports/platform.ts';
import { nodeFiles } from '../../../../../src/archive/disk/files.ts';
import { filesBelow } from '../../../../../src/archive/disk/walkFiles.ts';
import { LamportCounter } from '../../../../../src/archive/log/lamportCounter.ts';
import { logPath } from '../../../../../src/archive/disk/logName.ts';
import { LogReader } from '../../../../../src/archive/log/logReader.ts';
import { Quarantine } from '../../../../../src/archive/disk/quarantine.ts';
import type { Operation, OperationBody } from '../../../../../src/archive/log/operations.ts';
import { SqlProjection } from '../../../../../src/archive/projection/sqlProjection.ts';
import { textHash } from '../../../../../src/archive/log/textHash.ts';
import { lines, noon, operation } from '../../kit/logs.ts';
import { allRows, loadSql } from '../../kit/projection.ts';
import { systemClock } from '../../../../../src/vscode/platform/systemClock.ts';

const dayMs = 24 * 60 * 60 * 1000;

/** A clock that stands still, a month after `noon`, and never keeps anybody waiting. */
export const laterClock: Clock = {
  ...systemClock,
  now: () => noon + 30 * dayMs,
  sleep: () => new Promise((resolve) => setImmediate(resolve)),
};

/** The same on the day on which the logs of the tests are written. */
export const noonClock: Clock = { ...laterClock, now: () => noon };

/** Whole bodies of a question and its answer in two pieces, with its bill. */
export function talk(conversation: string, number: number, words: string): OperationBody[] {
  const ids = { conversation, message: `${conversation}-answer-${number}` };
  const [first, second] = [`First half about ${words}. `, `Second half, "quoted"\nand about ${words} again.`];
  const attempt = `${conversation}-attempt-${number}`;
  return [
    {
      t: 'message.added',
      conversation,
      message: `${conversation}-question-${number}`,
      parent: null,
      role: 'user',
      model: null,
      text: `What do you know about ${words}?`,
      attachments: [{ kind: 'selection', name: 'notes.md', text: `Attached notes on ${words}.` }],
      createdAt: noon,
    },
    {
      t: 'message.added',
      ...ids,
      parent: `${conversation}-question-${number}`,
      role: 'assistant',
      model: 'm/1',
      text: '',
      attachments: [],
      createdAt: noon,
    },
    { t: 'attempt.opened', attempt, ...ids, purpose: 'chat', model: 'm/1', simulated: false, createdAt: noon },
    { t: 'message.appended', ...ids, from: 0, text: first },
    { t: 'message.appended', ...ids, from: first.length, text: second },
    {
      t: 'message.finished',
      ...ids,
      state: 'complete',
      length: first.length + second.length,
      sha256: textHash(first + second),
      reasoning: `Thinking of ${words} for a while.`,
      finishReason: 'stop',
      failure: null,
      servedModel: null,
      provider: null,
      usage: null,
      firstTokenMs: null,
      latencyMs: null,
    },
    {
      t: 'attempt.settled',
      attempt,
      cost: { source: 'usage', usd: '0.010000000' },
      generation: null,
      servedModel: null,
      provider: null,
      usage: null,
      raw: { cost: 0.01 },
    },
  ];
}

export const created = (conversation: string, title: string): OperationBody => ({
  t: 'conversation.created',
  conversation,
  title,
  model: 'm/1',
  systemPrompt: 'Be brief and kind.',
  workspace: null,
  createdAt: noon,
});

/** Operations of one writer from bodies. */
export const written = (writer: string, bodies: readonly OperationBody[], firstSeq = 1): Operation[] =>
  bodies.map((body, index) => operation(writer, firstSeq + index, body));

/** Writes each writer's operations into its log. Returns the paths inside `log/`. */
export async function writeLogs(folder: string, operations: readonly Operation[]): Promise<string[]> {
  const byWriter = Map.groupBy(operations, ({ writer }) => writer);
  for (const [writer, own] of byWriter) await writeInto(folder, `log/${logPath(writer)}`, lines(own));
  return [...byWriter.keys()].map(logPath);
}

export async function writeInto(folder: string, path: string, bytes: Uint8Array | string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), bytes);
}

/** What the logs of a folder come to. */
export async function foldOf(folder: string): Promise<SqlProjection> {
  const projection = SqlProjection.create(await loadSql());
  await followLogs(folder, projection);
  return projection;
}

/** Reads what the projection does not have yet. */
export async function followLogs(folder: string, projection: SqlProjection): Promise<void> {
  const counter = new LamportCounter();
  await new LogReader({
    files: nodeFiles,
    folder: join(folder, 'log'),
    counter,
    quarantine: new Quarantine(nodeFiles, join(folder, 'quarantine')),
    now: () => noon,
    limit: () => undefined,
    covered: projection.covered(),
    apply: (batch) => void projection.apply(batch, counter.value),
    report: () => undefined,
  }).read();
}

export const rowsOf = async (folder: string): Promise<Record<string, unknown[]>> => allRows(await foldOf(folder));

/** Everything that is in the files of a folder: path → bytes. */
export async function contentBelow(folder: string): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>();
  const rethrow = (_: string, error: unknown): never => {
    throw error;
  };
  for await (const path of filesBelow(nodeFiles, folder, rethrow)) found.set(path, await readFile(join(folder, path)));
  return found;
}

/** Files that contain a text. */
export async function filesWith(folder: string, text: string): Promise<string[]> {
  return [...(await contentBelow(folder))].flatMap(([path, bytes]) => (bytes.includes(text) ? [path] : []));
}
