import { Decimal } from 'decimal.js';
import { describe, expect, it } from 'vitest';
import { ChatError } from '../../../src/core/errors/chatError.ts';
import type { ChatRequest, ChatTurn, StreamEvent } from '../../../src/core/ports/chatClient.ts';
import type { Clock } from '../../../src/core/ports/platform.ts';
import { DemonstrationClient } from '../../../src/demo/demonstrationClient.ts';
import { demonstrationModel } from '../../../src/demo/demonstrationModel.ts';

/** Time that passes only by sleeping; `lateMs` is what every timer comes late. */
class SelfWindingClock implements Clock {
  readonly #lateMs: number;
  #at = 0;

  constructor(lateMs = 0) {
    this.#lateMs = lateMs;
  }

  now(): number {
    return this.#at;
  }

  monotonic(): number {
    return this.#at;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.#at += ms + this.#lateMs;
    return new Promise((resolve) => setImmediate(resolve)).then(() => signal?.throwIfAborted());
  }

  timeout(): never {
    throw new Error('The demonstration model sets no timers.');
  }
}

interface Heard {
  readonly events: StreamEvent[];
  readonly text: string;
  /** When each piece of text came, in ms. */
  readonly textAt: number[];
  readonly error: unknown;
}

interface Listening {
  readonly clock?: Clock;
  readonly maxTokens?: number;
  /** Called with every event; may abort. */
  readonly onEvent?: (event: StreamEvent, controller: AbortController) => void;
}

const user = (content: string): ChatTurn => ({ role: 'user', content });

async function listen(
  turns: readonly ChatTurn[],
  { clock = new SelfWindingClock(), maxTokens = 4_096, onEvent }: Listening = {},
): Promise<Heard> {
  const request: ChatRequest = { modelId: demonstrationModel.id, turns, maxTokens, temperature: 0.7, maxPrice: null, endpoint: null };
  const controller = new AbortController();
  const events: StreamEvent[] = [];
  const textAt: number[] = [];
  let text = '';
  let error: unknown = null;
  try {
    for await (const event of new DemonstrationClient(clock).stream(request, controller.signal)) {
      events.push(event);
      if (event.type === 'text') {
        text += event.text;
        textAt.push(clock.monotonic());
      }
      onEvent?.(event, controller);
    }
  } catch (caught) {
    error = caught;
  }
  return { events, text, textAt, error };
}

const ask = (question: string, listening?: Listening) => listen([user(question)], listening);

const tokensPerSecond = (textAt: readonly number[]) => ((textAt.length - 1) * 1_000) / ((textAt.at(-1) ?? 0) - (textAt[0] ?? 0));

describe('the demonstration model', () => {
  it('opens, serves, streams, reports usage, finishes', async () => {
    const { events, error } = await ask('hello');
    const order = events.map((event) => event.type).filter((type, index, all) => type !== all[index - 1]);
    expect(order).toEqual(['opened', 'served', 'text', 'usage', 'finished']);
    expect(events[0]).toEqual({ type: 'opened', generationId: null, account: null });
    expect(events[1]).toMatchObject({ provider: 'built-in', billsToTheEnd: false });
    expect(events.at(-1)).toEqual({ type: 'finished', reason: 'stop' });
    expect(error).toBeNull();
  });

  it('says the same to the same question', async () => {
    expect(await ask('hello')).toEqual(await ask('hello'));
  });

  it('streams about 60 tokens per second', async () => {
    expect(tokensPerSecond((await ask('hello')).textAt)).toBeCloseTo(60);
  });

  it('keeps its pace when timers come late', async () => {
    expect(tokensPerSecond((await ask('hello', { clock: new SelfWindingClock(15) })).textAt)).toBeGreaterThan(58);
  });

  it('charges exactly its tokens at the catalogue prices', async () => {
    const { events, textAt } = await listen([{ role: 'system', content: 'Be concise.' }, user('hello')]);
    const usage = events.find((event) => event.type === 'usage')?.usage;
    expect(usage).toMatchObject({ promptTokens: 4, completionTokens: textAt.length, byok: false });
    const charge = new Decimal(demonstrationModel.promptUsd ?? NaN)
      .mul(4)
      .add(new Decimal(demonstrationModel.completionUsd ?? NaN).mul(textAt.length));
    expect(usage?.chargeUsd).toBe(charge.toFixed());
    expect(demonstrationModel.simulated).toBe(true);
  });

  it('goes no further than max_tokens, and says so', async () => {
    const { events, textAt } = await ask('long', { maxTokens: 40 });
    expect(textAt).toHaveLength(40);
    expect(events.at(-1)).toEqual({ type: 'finished', reason: 'length' });
  });
});

describe('words the demonstration model answers', () => {
  it('the tour names all of them', async () => {
    const { text } = await ask('hello');
    for (const word of ['table', 'code', 'long', 'slow', 'fail']) expect(text).toContain(`| \`${word}\` |`);
  });

  it('the tour shows every kind of block', async () => {
    const { text } = await ask('');
    for (const block of [/^# /m, /^## /m, /^1\. /m, /^\|---/m, /^```/m, /\*\*[^*]+\*\*/, /`[^`]+`/]) expect(text).toMatch(block);
  });

  it('"table" gets tables', async () => {
    expect((await ask('table')).text.match(/^\|[-:|]+\|$/gm)).toHaveLength(2);
  });

  it('"code" gets three languages', async () => {
    expect([...(await ask('Some code, please')).text.matchAll(/^```(\w+)$/gm)].map(([, language]) => language)).toEqual([
      'typescript',
      'python',
      'bash',
    ]);
  });

  it('"long" gets about 1,500 tokens in sections', async () => {
    const { text, textAt } = await ask('LONG');
    expect(textAt.length).toBeGreaterThan(1_300);
    expect(textAt.length).toBeLessThan(1_700);
    expect(text.match(/^## /gm)).toHaveLength(8);
  });

  it('"slow" gets a silence with signs of life, then a slow line', async () => {
    const { events, textAt } = await ask('slow');
    const before = events.slice(
      0,
      events.findIndex((event) => event.type === 'text'),
    );
    expect(before.filter((event) => event.type === 'alive')).toHaveLength(3);
    expect(textAt[0]).toBe(8_000);
    expect(tokensPerSecond(textAt)).toBeCloseTo(6);
  });

  it('"fail" gets a part and a cut line, without usage or end', async () => {
    const { events, text, error } = await ask('fail');
    expect(text).toMatch(/\w$/);
    expect(ChatError.is(error, 'INTERRUPTED') && error.retryable).toBe(true);
    expect(events.some((event) => event.type === 'usage' || event.type === 'finished')).toBe(false);
  });

  it('count as whole words only, and only in the last question', async () => {
    const tour = (await ask('hello')).text;
    expect((await ask('Do constructors of tables belong here?')).text).toBe(tour);
    const later = await listen([user('table'), { role: 'assistant', content: 'code' }, user('and now')]);
    expect(later.text).toBe(tour);
  });
});

describe('stopping the demonstration model', () => {
  const reason = new Error('stopped by the person');

  it.each([
    ['opened', 'hello'],
    ['alive', 'slow'],
    ['text', 'hello'],
    ['usage', 'hello'],
  ] as const)('after "%s" ends with the reason, and nothing comes after it', async (type, question) => {
    const { events, error } = await ask(question, { onEvent: (event, controller) => event.type === type && controller.abort(reason) });
    expect(error).toBe(reason);
    expect(events.filter((event) => event.type === type)).toEqual([events.at(-1)]);
  });

  it('in the middle of a pause does not wait for its end', async () => {
    const controller = new AbortController();
    const clock: Clock = {
      now: () => 0,
      monotonic: () => 0,
      sleep: (_, signal) => new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(reason))),
      timeout: () => ({ dispose: () => undefined }),
    };
    const request: ChatRequest = {
      modelId: demonstrationModel.id,
      turns: [user('slow')],
      maxTokens: 100,
      temperature: 0,
      maxPrice: null,
      endpoint: null,
    };
    const stream = new DemonstrationClient(clock).stream(request, controller.signal);
    await stream.next();
    await stream.next();
    const third = stream.next();
    controller.abort(reason);
    await expect(third).rejects.toBe(reason);
  });

  it('does not begin when it is already stopped', async () => {
    const request: ChatRequest = {
      modelId: demonstrationModel.id,
      turns: [user('hello')],
      maxTokens: 100,
      temperature: 0,
      maxPrice: null,
      endpoint: null,
    };
    const stream = new DemonstrationClient(new SelfWindingClock()).stream(request, AbortSignal.abort(reason));
    await expect(stream.next()).rejects.toBe(reason);
  });
});
