// The simulator on a thread of its own, so that its work does not delay what is measured. It notes when it was asked and when it wrote.
import { once } from 'node:events';
import { createServer, ServerResponse } from 'node:http';
import { parentPort } from 'node:worker_threads';
import { Simulator } from '../support/simulator/simulator.ts';
import { contentOf } from './contentOf.ts';
import { monotonicMs } from './monotonicMs.ts';
import type { Delivery, Order, Piece } from './timedSimulator.ts';

interface Written {
  readonly at: number;
  readonly bytes: Buffer;
}

let newest: { readonly askedAt: number; readonly written: Written[] } | null = null;

class TimedResponse extends ServerResponse {
  override write(bytes: Buffer, ...rest: unknown[]): boolean {
    newest?.written.push({ at: monotonicMs(), bytes });
    return super.write(bytes, ...(rest as [BufferEncoding]));
  }
}

function piecesOf(lines: readonly Written[]): readonly Piece[] {
  let end = 0;
  return lines.flatMap(({ at, bytes }): Piece[] => {
    const { length } = contentOf(bytes.toString());
    return length === 0 ? [] : [{ at, end: (end += length) }];
  });
}

function follow({ text, everyMs }: Order): void {
  let dueAt = 0;
  // The simulator asks before each piece. Late pieces are caught up, so that the mean rate is the one that was ordered.
  Object.defineProperty(simulator, 'paceMs', { configurable: true, get: () => (everyMs === 0 ? 0 : (dueAt += everyMs) - monotonicMs()) });
  simulator.say(() => {
    dueAt = monotonicMs();
    newest = { askedAt: dueAt, written: [] };
    return text;
  });
}

async function takeDelivery(): Promise<Delivery | null> {
  await simulator.idle();
  const taken = newest;
  newest = null;
  return taken && { askedAt: taken.askedAt, pieces: piecesOf(taken.written) };
}

const server = createServer({ noDelay: true, ServerResponse: TimedResponse });
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const simulator = new Simulator(server, {});
parentPort?.on('message', (order: Order | 'take') => {
  if (order === 'take') {
    void takeDelivery().then((taken) => parentPort?.postMessage(taken));
  } else {
    follow(order);
    parentPort?.postMessage(null);
  }
});
parentPort?.postMessage({ url: simulator.url, key: simulator.key });
