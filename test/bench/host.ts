import { byteToPost } from './host/byteToPost.ts';
import { enterToWire } from './host/enterToWire.ts';
import { eventLoopDelay } from './host/eventLoopDelay.ts';
import type { Row } from './row.ts';
import { TimedSimulator } from './timedSimulator.ts';

/** Everything between the two sockets of the extension host: to the model service, and to the webview. */
export async function benchHost(): Promise<readonly Row[]> {
  const simulator = await TimedSimulator.start();
  try {
    return [...(await enterToWire(simulator)), ...(await byteToPost(simulator)), ...(await eventLoopDelay(simulator))];
  } finally {
    await simulator.close();
  }
}
