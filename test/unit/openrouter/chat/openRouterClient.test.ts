import { afterEach, expect, it, vi } from 'vitest';
import { OpenRouterClient } from '../../../../src/openrouter/chat/openRouterClient.ts';
import { recordingLogger } from '../../../support/recordingLogger.ts';
import { testClock } from '../../../support/testClock.ts';

afterEach(() => void vi.unstubAllGlobals());

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
  const client = new OpenRouterClient({
    connection: () => Promise.resolve({ baseUrl: new URL('http://127.0.0.1:9/v1/'), key: undefined }),
    timeoutMs: () => 60_000,
    provider: () => ({}),
    clock,
    logger: recordingLogger(),
  });
  // Turns of the event loop, counted by one who waits for each; and in which of them which piece came.
  let turn = 0;
  let counting = setImmediate(function count() {
    turn += 1;
    counting = setImmediate(count);
  });
  const piecesOfTurn = new Map<number, number>();
  const request = { modelId: 'a/model', turns: [{ role: 'user', content: 'Hi' }], maxTokens: 500, temperature: 0, maxPrice: null } as const;
  for await (const event of client.stream(request, new AbortController().signal)) {
    if (event.type !== 'text') continue;
    piecesOfTurn.set(turn, (piecesOfTurn.get(turn) ?? 0) + 1);
    // Each piece is a millisecond of work.
    clock.advance(1);
  }
  clearImmediate(counting);
  expect([...piecesOfTurn.values()].reduce((sum, pieces) => sum + pieces, 0)).toBe(400);
  expect(Math.max(...piecesOfTurn.values())).toBeLessThanOrEqual(10);
});
