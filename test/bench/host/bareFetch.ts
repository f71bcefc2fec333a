import { contentOf } from '../contentOf.ts';
import type { Arrival } from '../delays.ts';
import { monotonicMs } from '../monotonicMs.ts';
import type { TimedSimulator } from '../timedSimulator.ts';

export interface Turn {
  readonly role: string;
  readonly content: string;
}

export interface BareExchange {
  readonly enteredAt: number;
  readonly arrivals: readonly Arrival[];
}

/** The floor of everything that talks to a model: `fetch`, and a loop that reads to the end. */
export async function bareFetch(simulator: TimedSimulator, messages: readonly Turn[]): Promise<BareExchange> {
  const enteredAt = monotonicMs();
  const response = await fetch(`${simulator.url}/chat/completions`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${simulator.key}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ model: 'openai/gpt-4o-mini', messages, max_tokens: 16_384, temperature: 0.7, stream: true }),
  });
  const decoder = new TextDecoder();
  const arrivals: Arrival[] = [];
  let rest = '';
  let end = 0;
  for await (const bytes of response.body ?? []) {
    const at = monotonicMs();
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) end += contentOf(line).length;
    arrivals.push({ at, end });
  }
  return { enteredAt, arrivals };
}
