import { setTimeout } from 'node:timers/promises';

const pauseMs = 50;

/** Asks again and again until the answer is not undefined. Fails, with the name of what it waited for, after `patienceMs`. */
export async function waitFor<T>(what: string, patienceMs: number, ask: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > deadline) throw new Error(`Waited ${patienceMs} ms for ${what}.`);
    await setTimeout(pauseMs);
  }
}
