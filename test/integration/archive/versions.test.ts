import { cp, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Archive } from '../../../src/archive/archive.ts';
import { nodeFiles } from '../../../src/archive/disk/files.ts';
import { JsonDraftFile } from '../../../src/archive/drafts/jsonDraftFile.ts';
import type { ConversationDraft } from '../../../src/core/ports/draftFile.ts';
import type { Conversation, ConversationSummary } from '../../../src/shared/model/conversation.ts';
import type { Message } from '../../../src/shared/model/message.ts';
import type { AccountNote, LedgerEntry } from '../../../src/core/ports/ledger.ts';
import { systemClock } from '../../../src/vscode/platform/systemClock.ts';
import { projectRoot } from '../../support/projectRoot.ts';
import { recordingLogger } from '../../support/recordingLogger.ts';
import { openArchive, type OpenedArchive } from './kit/openArchive.ts';
import { archiveFolder } from './kit/temporaryFolder.ts';

const fixtures = join(projectRoot, 'test', 'fixtures', 'archive');
const versions = (await readdir(fixtures)).filter((name) => /^v\d+$/.test(name));

interface Expected {
  readonly conversations: readonly ConversationSummary[];
  readonly details: readonly Conversation[];
  readonly messages: Readonly<Record<string, readonly Message[]>>;
  readonly ledger: readonly LedgerEntry[];
  /** The first check of each key. */
  readonly accounts?: Readonly<Record<string, AccountNote | null>>;
  readonly reports: readonly object[];
  /** What stands in the file of the drafts, which is there since version 5. */
  readonly drafts?: readonly ConversationDraft[];
}

async function openFixture(version: string): Promise<OpenedArchive> {
  const folder = await archiveFolder();
  await cp(join(fixtures, version, 'log'), join(folder, 'log'), { recursive: true });
  return openArchive(folder);
}

const expectedOf = async (version: string): Promise<Expected> =>
  JSON.parse(await readFile(join(fixtures, version, 'expected.json'), 'utf8')) as Expected;

const messagesOf = async (archive: Archive, conversations: readonly string[]): Promise<Record<string, readonly Message[]>> =>
  Object.fromEntries(await Promise.all(conversations.map(async (id) => [id, await archive.messages(id)] as const)));

/**
 * Archives as released versions wrote them, made by hand and frozen: they are readable for ever. Each holds every operation of its version, text that
 * breaks careless readers, a window killed in mid-line, a full disk, a damaged line, and an operation of a later version.
 */
describe.each(versions)('an archive of version %s', (version) => {
  it('is read as it was meant', async () => {
    const archive = await openFixture(version);
    const expected = await expectedOf(version);
    expect(await archive.conversations()).toEqual(expected.conversations);
    expect(await Promise.all(expected.details.map(({ id }) => archive.conversation(id)))).toEqual(expected.details);
    expect(await messagesOf(archive, Object.keys(expected.messages))).toEqual(expected.messages);
    expect(await archive.entries({ since: 0 })).toEqual(expected.ledger);
    for (const id of Object.keys(expected.messages))
      expect(await archive.entries({ conversationId: id })).toEqual(expected.ledger.filter(({ conversationId }) => conversationId === id));
    for (const [account, note] of Object.entries(expected.accounts ?? {})) expect(await archive.firstAccountNote(account)).toEqual(note);
    expect(archive.reports).toMatchObject(expected.reports);
    await archive.close();
  });

  it('has the drafts that were kept beside it', async () => {
    const path = join(await archiveFolder(), 'drafts.json');
    const { drafts = [] } = await expectedOf(version);
    await cp(join(fixtures, version, 'drafts.json'), path).catch(() => undefined);
    const logger = recordingLogger();
    expect(await new JsonDraftFile({ files: nodeFiles, path, clock: systemClock, logger }).read()).toEqual(drafts);
    expect(logger.lines).toEqual([]);
  });

  it('is written on without losing anything', async () => {
    const archive = await openFixture(version);
    const expected = await expectedOf(version);
    const [first, ...others] = expected.conversations;
    await archive.changeConversation(first?.id ?? '', { title: 'Renamed by the version of today' });
    expect(await archive.conversations()).toEqual([{ ...first, title: 'Renamed by the version of today' }, ...others]);
    expect(await messagesOf(archive, Object.keys(expected.messages))).toEqual(expected.messages);
    await archive.close();
  });
});
