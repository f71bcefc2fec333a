// A window on a disk that fills up: `node fillingWindow.ts <folder> <program that frees space> [its words…]`. It writes until it is refused, twice,
// has another window read in between, and goes on when space is free again. Prints one piece of JSON (`Filled`).
import { execFileSync } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ChatError } from '../../../../src/core/errors/chatError.ts';
import { openArchive } from './openArchive.ts';
import { message } from './writing.ts';

interface Refusal {
  readonly code: string;
  readonly message: string;
}

export interface Filled {
  readonly asked: readonly string[];
  /** Messages that were acknowledged. */
  readonly kept: readonly string[];
  readonly refusals: readonly Refusal[];
  /** Messages found while the disk was full. */
  readonly found: readonly string[];
  readonly reports: readonly string[];
  /** What is in the folder of the saved database. */
  readonly cache: readonly string[];
}

const [folder = '', ...free] = process.argv.slice(2);
const freeing = ([command = '', ...words]: readonly string[]): void =>
  void execFileSync(
    command,
    words.map((word) => word.replace('{pid}', String(process.pid))),
  );
const [asked, kept, refusals, reports]: [string[], string[], Refusal[], string[]] = [[], [], [], []];
const open = () => openArchive(folder, { onReport: ({ kind }) => void reports.push(kind) });
const archive = open();

/** Writes groups of messages until one is refused; more than a megabyte does not fit. */
async function fill(): Promise<void> {
  const before = refusals.length;
  for (let group = 0; refusals.length === before && group < 400; group += 1) {
    const ids = Array.from({ length: 3 }, (_, index) => `m${asked.length + index}`);
    asked.push(...ids);
    await Promise.all(
      ids.map(async (id) => {
        try {
          await archive.addMessage(message(id, { text: `text of ${id} `.repeat(60) }));
          kept.push(id);
        } catch (error) {
          const { code, message: sentence } = ChatError.is(error) ? error : { code: 'not a ChatError', message: String(error) };
          refusals.push({ code, message: sentence });
        }
      }),
    );
  }
}

await fill();
const second = open();
const found = (await second.messages('c')).map(({ id }) => id);
await second.close();
await fill();
freeing(free);
for (const id of ['last-1', 'last-2']) {
  asked.push(id);
  await archive.addMessage(message(id, { text: `text of ${id} `.repeat(60) }));
  kept.push(id);
}
await archive.close();
const cache = await readdir(join(folder, 'cache')).catch(() => []);
console.log(JSON.stringify({ asked, kept, refusals, found, reports, cache } satisfies Filled));
