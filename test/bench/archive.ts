import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Archive } from '../../src/archive/archive.ts';
import type { Logger } from '../../src/core/ports.ts';
import { systemClock as clock } from '../../src/vscode/systemClock.ts';
import { answerOf } from './answerOf.ts';
import { BareAppend } from './bareAppend.ts';
import { monotonicMs } from './monotonicMs.ts';
import { productionBuild } from './productionBuild.ts';
import { median, quantile } from './quantile.ts';
import type { Row } from './row.ts';

const appends = 300;
const pieceLength = 800;
/** A piece with what the log writes around it. */
const recordBytes = 1000;
const conversations = 50;
const messagesEach = 20;
const reopenings = 3;

const logger: Logger = { debug() {}, info() {}, warn() {}, error: (event, fields) => console.error(event, fields) };

function openArchive(folder: string): Archive {
  return new Archive({
    ...{ folder, clock, logger, extensionVersion: 'bench', hostLabel: 'bench' },
    workerFile: join(productionBuild(), 'dist', 'projectionWorker.cjs'),
    wasmFile: join(productionBuild(), 'dist', 'sql-wasm.wasm'),
    onReport: (report) => logger.error('archive', { ...report }),
  });
}

/** What it costs to have something on the disk, and to find it again at the start. */
export async function benchArchive(): Promise<readonly Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'neural-terminal-bench-'));
  try {
    return [...(await appending(folder)), ...(await opening(join(folder, 'filled')))];
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function appending(folder: string): Promise<readonly Row[]> {
  const archive = openArchive(join(folder, 'appending'));
  const bare = await BareAppend.open(join(folder, 'bare'));
  const [conversation] = await fill(archive, 1, 1);
  const message = randomUUID();
  await archive.addMessage({ ...blank(conversation ?? '', message), role: 'assistant', text: '' });
  const piece = answerOf(400).slice(0, pieceLength);
  const ours: number[] = [];
  const floor: number[] = [];
  for (let index = 0; index < appends; index += 1) {
    const start = monotonicMs();
    await archive.appendText(message, conversation ?? '', index * pieceLength, piece);
    ours.push(monotonicMs() - start);
    floor.push(await bare.append(recordBytes));
  }
  await archive.close();
  await bare.close();
  return [0.5, 0.95].map((share) => ({
    name: `a piece of ${pieceLength} characters until it is on the disk, p${share * 100} of ${appends}`,
    measured: quantile(ours, share),
    unit: 'ms',
    beside: { name: 'bare write + fdatasync', measured: quantile(floor, share) },
  }));
}

async function opening(folder: string): Promise<readonly Row[]> {
  const filled = openArchive(folder);
  await fill(filled, conversations, messagesEach);
  const fold = await timed(() => filled.conversations());
  await filled.close();
  const opened: number[] = [];
  for (let round = 0; round < reopenings; round += 1) {
    const archive = openArchive(folder);
    opened.push(await timed(() => archive.conversations()));
    await archive.close();
  }
  const size = `${conversations * messagesEach} messages of 2 kB`;
  return [
    { name: `open an archive of ${size}: start → list of conversations`, measured: median(opened), unit: 'ms' },
    { name: `fold ${size} from the log`, measured: fold, unit: 'ms' },
  ];
}

async function fill(archive: Archive, count: number, messages: number): Promise<readonly string[]> {
  const text = answerOf(600).slice(0, 2000);
  const ids = Array.from({ length: count }, () => randomUUID());
  const writes = ids.flatMap((id, index) => [
    archive.createConversation({ id, title: `Conversation ${index}`, modelId: 'openai/gpt-4o-mini', systemPrompt: '', workspace: null }),
    ...Array.from({ length: messages }, () => archive.addMessage({ ...blank(id, randomUUID()), role: 'user', text })),
  ]);
  await Promise.all(writes);
  return ids;
}

function blank(conversationId: string, id: string) {
  return { id, conversationId, parentId: null, modelId: null, attachments: [], createdAt: clock.now() };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = monotonicMs();
  await work();
  return monotonicMs() - start;
}
