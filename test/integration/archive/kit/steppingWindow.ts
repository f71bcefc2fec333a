// A window that is going to be killed: `node steppingWindow.ts <worker> <folder> <name> <step>`. It opens the archive, takes the step again and again,
// and says every step before and after, at once, so that whoever kills it knows what was hit:
//   begin <step> · end <step> · kept <message> (acknowledged) · purged <conversation> ·
//   entrusted <conversation> · sees <number of messages> · report <what the archive reports>
import { setTimeout } from 'node:timers/promises';
import type { Clock } from '../../../../src/core/ports/platform.ts';
import { systemClock } from '../../../../src/vscode/platform/systemClock.ts';
import { openArchive, type OpenedArchive } from './openArchive.ts';
import { say } from './say.ts';
import { conversation, message } from './writing.ts';

const [workerFile = '', folder = '', name = '', target = ''] = process.argv.slice(2);
const hasty: Clock = { ...systemClock, timeout: (ms, callback) => systemClock.timeout(ms / 1000, callback) };
/** A window with nothing to do would only keep the others from their work. */
const restMs = 20;

let archive: OpenedArchive;
let written = 0;
let secret = '';
let changed = Promise.withResolvers<void>();

const entriesOf = (id: string): string[] => [1, 2, 3].map((index) => `${id}-${index}`);

async function see(): Promise<void> {
  const found = (await archive.conversations()).find(({ id }) => id === 'c');
  say(`sees ${found?.messageCount ?? 0}`);
}

async function append(): Promise<void> {
  const ids = Array.from({ length: 1 + (written % 4) }, () => `${name}-${written++}`);
  await Promise.all(ids.map((id) => archive.addMessage(message(id)).then(() => say(`kept ${id}`))));
}

const steps: Readonly<Record<string, () => Promise<void>>> = {
  /** Loading the database, reading what the logs have beyond it. */
  open: async () => {
    archive = openArchive(folder, { workerFile, clock: hasty, onReport: (report) => say(`report ${JSON.stringify(report)}`) });
    archive.onDidChange(({ own }) => {
      if (!own) changed.resolve();
    });
    archive.follow();
    // A window that only writes needs no database, and begins much sooner.
    if (target !== 'append') await see();
  },
  append,
  /** Reading what another window writes. */
  follow: async () => {
    await changed.promise;
    changed = Promise.withResolvers();
    await see();
  },
  /** Writing what is to be purged. */
  confide: async () => {
    secret = `secret-${name}-${written++}`;
    await archive.createConversation(conversation(secret, 'secret'));
    await Promise.all([1, 2, 3].map((index) => archive.addMessage(message(`${secret}-${index}`, { conversationId: secret }))));
  },
  /** Overwriting it in every log. */
  purge: async () => {
    const { leftIn } = await archive.purge(secret);
    say(leftIn.length === 0 ? `purged ${secret}` : `report left in ${leftIn.join()}`);
  },
  /** Writing a conversation of which only the first entry is to stay. */
  entrust: async () => {
    secret = `secret-${name}-${written++}`;
    await archive.createConversation(conversation(secret, 'secret'));
    const own = { conversationId: secret };
    await archive.addMessage(message(`secretly-kept-${secret}`, own));
    for (const id of entriesOf(secret)) await archive.addMessage(message(id, { ...own, parentId: `secretly-kept-${secret}` }));
    say(`entrusted ${secret}`);
  },
  /** Overwriting the others in every log. */
  erase: async () => {
    const { leftIn } = await archive.purgeMessages(secret, entriesOf(secret));
    say(leftIn.length === 0 ? `purged ${secret}` : `report left in ${leftIn.join()}`);
  },
  /** Saving the database. */
  export: () => archive.close(),
};

/** What a window does over and over to take its step. */
const rounds: Readonly<Record<string, readonly string[]>> = {
  open: ['append', 'export', 'open'],
  append: ['append'],
  follow: ['follow'],
  export: ['append', 'export', 'open'],
  purge: ['confide', 'purge'],
  erase: ['entrust', 'erase'],
};

async function take(step: string): Promise<void> {
  say(`begin ${step}`);
  await steps[step]?.();
  say(`end ${step}`);
}

// A window lives on while nothing happens in it; the archive alone keeps no process alive.
setInterval(() => undefined, 60_000);
await take('open');
for (;;) {
  for (const step of rounds[target] ?? []) await take(step);
  await setTimeout(restMs);
}
