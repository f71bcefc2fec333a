import { afterEach, expect, it, vi } from 'vitest';
import { ChatError } from '../../../../src/core/errors/chatError.ts';
import type { ChatRequest } from '../../../../src/core/ports/chatClient.ts';
import { OpenRouterClient } from '../../../../src/openrouter/chat/openRouterClient.ts';
import { recordingLogger } from '../../../support/recordingLogger.ts';
import { testClock } from '../../../support/testClock.ts';

afterEach(() => void vi.unstubAllGlobals());

function clientOf(baseUrl: string, clock = testClock()): OpenRouterClient {
  return new OpenRouterClient({
    connection: () => Promise.resolve({ baseUrl: new URL(baseUrl), key: 'sk-1' }),
    timeoutMs: () => 60_000,
    provider: () => ({}),
    clock,
    logger: recordingLogger(),
  });
}

const question = (endpoint: string | null): ChatRequest => ({
  modelId: 'a/model',
  endpoint,
  turns: [{ role: 'user', content: 'Hi' }],
  maxTokens: 500,
  temperature: 0,
  maxPrice: null,
});

/** An answer whose pieces all arrive at once, as on a fast line. */
function answerInOnePiece(pieces: number): Response {
  const line = (choice: object) => `data: ${JSON.stringify({ choices: [{ index: 0, ...choice }] })}\n\n`;
  const piece = line({ delta: { content: 'x' } });
  const body = `${piece.repeat(pieces)}${line({ delta: {}, finish_reason: 'stop' })}data: [DONE]\n\n`;
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
}

it('a fast answer lets everything else in the host have its turn about every 8 ms of work', async () => {
  vi.stubGlobal('fetch', () => Promise.resolve(answerInOnePiece(400)));
  const clock = testClock();
  const client = clientOf('http://127.0.0.1:9/v1/', clock);
  // Turns of the event loop, counted by one who waits for each; and in which of them which piece came.
  let turn = 0;
  let counting = setImmediate(function count() {
    turn += 1;
    counting = setImmediate(count);
  });
  const piecesOfTurn = new Map<number, number>();
  for await (const event of client.stream(question(null), new AbortController().signal)) {
    if (event.type !== 'text') continue;
    piecesOfTurn.set(turn, (piecesOfTurn.get(turn) ?? 0) + 1);
    // Each piece is a millisecond of work.
    clock.advance(1);
  }
  clearImmediate(counting);
  expect([...piecesOfTurn.values()].reduce((sum, pieces) => sum + pieces, 0)).toBe(400);
  expect(Math.max(...piecesOfTurn.values())).toBeLessThanOrEqual(10);
});

it.each([
  ['http://127.0.0.1:9/v1', 'https://paid.example/api/v1/', []],
  ['https://paid.example/api/v1', 'https://paid.example/api/v2/', []],
  ['https://paid.example/api/v1', 'https://paid.example/api/v1/', ['https://paid.example/api/v1/chat/completions']],
  [null, 'https://paid.example/api/v1/', ['https://paid.example/api/v1/chat/completions']],
])('a request that was planned for %s goes nowhere else: of %s is asked %j', async (endpoint, baseUrl, expected) => {
  const asked: string[] = [];
  vi.stubGlobal('fetch', (url: URL) => {
    asked.push(url.href);
    return Promise.resolve(answerInOnePiece(1));
  });
  let failure: unknown = null;
  try {
    for await (const event of clientOf(baseUrl).stream(question(endpoint), new AbortController().signal)) expect(event).toBeDefined();
  } catch (error) {
    failure = error;
  }
  expect(asked).toEqual(expected);
  if (expected.length === 0) expect(failure).toMatchObject({ code: 'BAD_SETTING', actions: ['retry'], mayBeCharged: false });
  else expect(ChatError.is(failure)).toBe(false);
});
