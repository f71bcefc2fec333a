import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ChatRig, cheapModel, cleanUp } from '../../support/chatRig.ts';
import { propertyRuns } from '../../support/propertyRuns.ts';
import { startSimulator } from '../../support/simulator/simulator.ts';

/** What the server sends, in these parts, and whether it then ends or hangs up. */
interface Reply {
  readonly status: number;
  readonly type: string;
  readonly parts: readonly Buffer[];
  readonly hangsUp: boolean;
}

let server: Server;
let rig: ChatRig;
let reply: Reply;

beforeAll(async () => {
  const simulator = await startSimulator();
  const models = await (await fetch(`${simulator.url}/models`)).text();
  const { key } = simulator;
  await simulator.close();
  server = createServer((request, response) => {
    if (request.method === 'GET') {
      response.setHeader('content-type', 'application/json').end(request.url?.endsWith('/models') ? models : '{}');
      return;
    }
    request.resume().on('end', () => {
      response.writeHead(reply.status, { 'content-type': reply.type });
      for (const part of reply.parts) response.write(part);
      if (reply.hangsUp) setImmediate(() => response.destroy());
      else response.end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  rig = new ChatRig({ service: { url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/api/v1`, key } });
  await rig.readCatalogue();
});
afterAll(async () => {
  await cleanUp();
  server.closeAllConnections();
  server.close();
});

const chunk = (fields: object) => `data: ${JSON.stringify({ id: 'gen-1', model: cheapModel, provider: 'P', ...fields })}\n\n`;
const delta = (fields: object, finish: string | null = null) => chunk({ choices: [{ index: 0, delta: fields, finish_reason: finish }] });
const sound = [
  ': OPENROUTER PROCESSING\n\n',
  delta({ role: 'assistant', content: '', reasoning: 'First I think.' }),
  delta({ content: 'One ✓ ' }),
  delta({ content: 'two' }),
  delta({ content: '' }, 'stop'),
  chunk({ choices: [], usage: { prompt_tokens: 9, completion_tokens: 5, cost: 0.0042 } }),
  'data: [DONE]\n\n',
];

/** A sound stream of which pieces are lost, doubled or out of order, a byte is another one, and the rest is cut off. */
const damaged = fc
  .record({
    order: fc.oneof(fc.constant(sound), fc.array(fc.constantFrom(...sound), { maxLength: 12 })),
    flips: fc.array(fc.record({ at: fc.nat(1200), byte: fc.nat(255) }), { maxLength: 2 }),
    keep: fc.oneof(fc.constant(Infinity), fc.nat(900)),
  })
  .map(({ order, flips, keep }) => {
    const bytes = Buffer.from(order.join(''));
    for (const { at, byte } of flips) if (at < bytes.length) bytes[at] = byte;
    return bytes.subarray(0, Math.min(keep, bytes.length));
  });
const anything = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));

const replies: fc.Arbitrary<Reply> = fc
  .record({
    status: fc.constantFrom(200, 200, 200, 200, 429, 500),
    type: fc.constantFrom('text/event-stream', 'text/event-stream', 'application/json', 'text/html'),
    bytes: fc.oneof({ weight: 4, arbitrary: damaged }, { weight: 1, arbitrary: anything }),
    cuts: fc.array(fc.nat(900), { maxLength: 4 }),
    hangsUp: fc.boolean(),
  })
  .map(({ bytes, cuts, ...fields }) => {
    const ends = [0, ...cuts.filter((cut) => cut < bytes.length), bytes.length].sort((a, b) => a - b);
    return { ...fields, parts: ends.slice(1).map((end, index) => bytes.subarray(ends[index], end)) };
  });

/** Amounts that stand as a cost somewhere in what was sent. */
function toldCosts({ parts }: Reply): readonly number[] {
  const text = Buffer.concat(parts).toString('utf8');
  return [...text.matchAll(/"cost"\s*:\s*"?([0-9.eE+-]+)/g)].map(([, amount]) => Number(amount));
}

describe('whatever bytes a server sends', () => {
  it('the answer ends, and costs what was told, what is estimated of what arrived, or an unknown amount', async () => {
    let question = 0;
    await fc.assert(
      fc.asyncProperty(replies, async (next) => {
        reply = next;
        question += 1;
        const { conversationId, answer } = await rig.converse(`Question ${String(question)}`);
        expect(['complete', 'interrupted', 'failed']).toContain(answer.state);
        if (answer.state !== 'complete') expect(answer.failure?.message ?? '').toMatch(/\S/);
        const entries = await rig.ledger(conversationId);
        const cost = entries.at(-1)?.settlement?.cost;
        expect(cost).toEqual(answer.cost);
        switch (cost?.source) {
          case 'usage':
            expect(toldCosts(next)).toContain(Number(cost.usd));
            break;
          case 'estimate':
            expect(answer.text + answer.reasoning).not.toBe('');
            expect(Number(cost.usd)).toBeGreaterThan(0);
            break;
          case 'uncharged':
            expect([next.status === 200, answer.text + answer.reasoning]).toEqual([false, '']);
            break;
          default:
            expect(cost).toEqual({ source: 'unknown', usd: null });
        }
      }),
      { seed: 20_261_130, numRuns: propertyRuns(120), endOnFailure: true },
    );
    expect(rig.logger.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });
});
