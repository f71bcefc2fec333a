import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { logPath } from '../../../src/archive/disk/logName.ts';
import { encodeRecord } from '../../../src/archive/log/logRecord.ts';
import { recordOf, type OperationBody } from '../../../src/archive/log/operations.ts';
import { textHash } from '../../../src/archive/log/textHash.ts';

const dayMs = 24 * 60 * 60 * 1000;
const exchangesEach = 10;
const conversationsADay = 10;
/** Texts of 900 characters on average. */
const wordsEach = 132;
const vocabulary = 20_000;
const modelId = 'openai/gpt-4o-mini';

export interface History {
  readonly conversationIds: readonly string[];
  readonly operations: number;
}

/**
 * Writes the logs of a user who has had ten conversations of twenty messages a day, up to yesterday, as the product would have written them:
 * one log a day, questions, answers in one piece, and the bill of each answer. Always the same words, some common and most of them rare.
 */
export function writeHistory(folder: string, messages: number, now: number): History {
  const next = randomNumbers(messages);
  const conversations = messages / (2 * exchangesEach);
  const days = Math.ceil(conversations / conversationsADay);
  const conversationIds: string[] = [];
  let lc = 0;
  let operations = 0;
  for (let day = 0; day < days; day += 1) {
    const startedAt = now - (days - day) * dayMs;
    const writer = `${new Date(startedAt).toISOString().slice(0, 10).replaceAll('-', '')}-${day.toString(16).padStart(20, '0')}`;
    const lines: Buffer[] = [];
    const write = (body: OperationBody): void => {
      lines.push(encodeRecord(recordOf({ writer, seq: lines.length, lc: (lc += 1), at: startedAt + lines.length * 1000, body })));
    };
    write({ t: 'log.opened', ext: 'bench', host: 'bench' });
    for (let index = 0; index < conversationsADay && conversationIds.length < conversations; index += 1) {
      const id = idOf(`conversation ${conversationIds.length}`);
      conversationIds.push(id);
      writeConversation(write, id, startedAt + index * 60_000, next);
    }
    const path = join(folder, 'log', logPath(writer));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, Buffer.concat(lines));
    operations += lines.length;
  }
  return { conversationIds, operations };
}

function writeConversation(write: (body: OperationBody) => void, conversation: string, createdAt: number, next: () => number): void {
  write({
    t: 'conversation.created',
    conversation,
    title: words(next, 5),
    model: modelId,
    systemPrompt: 'Be brief.',
    workspace: null,
    createdAt,
  });
  let parent: string | null = null;
  for (let exchange = 0; exchange < exchangesEach; exchange += 1) {
    const [question, answer, attempt] = ['question', 'answer', 'attempt'].map((kind) => idOf(`${conversation} ${kind} ${exchange}`)) as [
      string,
      string,
      string,
    ];
    const text = words(next, wordsEach);
    const added = { t: 'message.added' as const, conversation, attachments: [], createdAt };
    write({ ...added, message: question, parent, role: 'user', model: null, text: words(next, wordsEach) });
    write({ ...added, message: answer, parent: question, role: 'assistant', model: modelId, text: '' });
    write({ t: 'attempt.opened', attempt, conversation, message: answer, purpose: 'chat', model: modelId, simulated: false, createdAt });
    write({ t: 'attempt.generation', attempt, generation: `gen-${attempt}` });
    write({ t: 'message.appended', message: answer, conversation, from: 0, text });
    const usage = { promptTokens: 200, completionTokens: 200 };
    const served = { servedModel: modelId, provider: 'OpenAI', usage };
    write({
      t: 'attempt.settled',
      attempt,
      cost: { source: 'usage', usd: '0.00015' },
      generation: `gen-${attempt}`,
      ...served,
      raw: { prompt_tokens: 200, completion_tokens: 200, cost: 0.00015 },
    });
    write({
      t: 'message.finished',
      message: answer,
      conversation,
      state: 'complete',
      length: text.length,
      sha256: textHash(text),
      reasoning: '',
      finishReason: 'stop',
      failure: null,
      ...served,
      firstTokenMs: 400,
      latencyMs: 2000,
    });
    parent = answer;
  }
}

/** As random as the ids of the product, and always the same. */
const idOf = (name: string): string =>
  createHash('sha256')
    .update(name)
    .digest('hex')
    .slice(0, 32)
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');

/** Low numbers are common words: half of a text is made of some 140 of them. */
function words(next: () => number, count: number): string {
  return Array.from({ length: count }, () => `wo${Math.floor(vocabulary ** next()).toString(36)}rd`).join(' ');
}

/** A linear congruential generator: the same numbers in every run. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
