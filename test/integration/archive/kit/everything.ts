import type { Archive } from '../../../../src/archive/archive.ts';

/** All that an archive says: conversations, their messages, the ledger. */
export async function everything(archive: Archive) {
  const conversations = await archive.conversations();
  const messages = await Promise.all(conversations.map(({ id }) => archive.messages(id)));
  return { conversations, messages, ledger: await archive.entries({ since: 0 }) };
}
