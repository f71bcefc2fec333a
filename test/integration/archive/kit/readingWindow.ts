// A window that reads an archive and tries to write to it: `node readingWindow.ts <folder>`. Prints one piece of JSON (`Tried`).
import { ChatError } from '../../../../src/core/errors/chatError.ts';
import { openArchive } from './openArchive.ts';
import { message } from './writing.ts';

export interface Tried {
  /** Ids of messages, or the code and the sentence of the refusal. */
  readonly read: readonly string[];
  readonly written: readonly string[];
  readonly state: string;
  readonly reports: readonly string[];
}

const [folder = ''] = process.argv.slice(2);
const archive = openArchive(folder);
const sentence = (error: unknown): string[] => (ChatError.is(error) ? [error.code, error.message] : ['not a ChatError', String(error)]);

// The ledger is read from the logs as well; what hinders that is reported once.
await archive.entries({ since: 0 }).catch(() => undefined);
const read = await archive.messages('c').then((messages) => messages.map(({ id }) => id), sentence);
const written = await archive.addMessage(message('new')).then(() => ['new'], sentence);
await archive.close();
console.log(
  JSON.stringify({ read, written, state: archive.state().state, reports: archive.reports.map(({ kind }) => kind).sort() } satisfies Tried),
);
