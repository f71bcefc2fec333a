import { describe, expect, it, vi } from 'vitest';
import type {
  ArchiveChange,
  ConversationRepository,
  MessageOutcome,
  NewConversation,
  NewMessage,
} from '../../../src/core/ports/conversationRepository.ts';

export interface RepositoryUnderTest {
  /** Empty at first. */
  readonly repository: ConversationRepository;
  /** From now on nothing can be written. */
  readonly fail: () => Promise<void>;
}

const conversation = (id: string, fields: Partial<NewConversation> = {}): NewConversation => ({
  id,
  title: `title of ${id}`,
  modelId: 'm/1',
  systemPrompt: 'Be brief.',
  workspace: null,
  ...fields,
});

const question = (id: string, parentId: string | null, fields: Partial<NewMessage> = {}): NewMessage => ({
  id,
  conversationId: 'c',
  parentId,
  role: 'user',
  modelId: null,
  text: `text of ${id}`,
  attachments: [],
  createdAt: 1,
  ...fields,
});

const answer = (id: string, parentId: string): NewMessage => question(id, parentId, { role: 'assistant', modelId: 'm/1', text: '' });

const outcome = (text: string, fields: Partial<MessageOutcome> = {}): MessageOutcome => ({
  state: 'complete',
  text,
  finishReason: 'stop',
  failure: null,
  servedModelId: 'm/1-2026',
  provider: 'P',
  reasoning: 'thoughts',
  usage: { promptTokens: 1, completionTokens: 2 },
  firstTokenMs: 3,
  received: { textTokens: 3, reasoningTokens: 1 },
  latencyMs: 4,
  ...fields,
});

/** What every ConversationRepository does, for one window that is alone. `close` is called when a test is over. */
export function conversationRepositoryContract(
  name: string,
  make: () => Promise<RepositoryUnderTest & { readonly close: () => Promise<void> }>,
): void {
  const withRepository = (work: (repository: ConversationRepository, made: RepositoryUnderTest) => Promise<void>) => async () => {
    const made = await make();
    try {
      await work(made.repository, made);
    } finally {
      await made.close();
    }
  };
  /** One conversation, with a question and an answer that has begun. */
  const withAnswer = (work: (repository: ConversationRepository) => Promise<void>) =>
    withRepository(async (repository) => {
      await repository.createConversation(conversation('c'));
      await repository.addMessage(question('q', null));
      await repository.addMessage(answer('a', 'q'));
      await work(repository);
    });
  const read = async (repository: ConversationRepository, id: string, conversationId = 'c') => {
    const messages = await repository.messages(conversationId);
    return messages.find((message) => message.id === id);
  };

  describe(`${name} as a ConversationRepository`, () => {
    it(
      'has nothing before the first conversation, nor of one that is not here',
      withRepository(async (repository) => {
        expect(await repository.conversations()).toEqual([]);
        expect(await repository.conversation('c')).toBeUndefined();
        expect(await repository.messages('c')).toEqual([]);
      }),
    );

    it(
      'keeps a conversation as it was begun',
      withRepository(async (repository) => {
        await repository.createConversation(conversation('c', { endpoint: 'https://here.example/v1' }));
        const begun = { id: 'c', title: 'title of c', modelId: 'm/1', status: 'active', pinned: false, tags: [] };
        expect(await repository.conversation('c')).toMatchObject({
          ...begun,
          endpoint: 'https://here.example/v1',
          systemPrompt: 'Be brief.',
          deleted: false,
          params: {},
          forkedFrom: null,
        });
        expect(await repository.conversations()).toMatchObject([{ ...begun, messageCount: 0, forked: false }]);
      }),
    );

    it(
      'changes what is named and nothing else, and the last change wins',
      withRepository(async (repository) => {
        await repository.createConversation(conversation('c', { endpoint: 'https://here.example/v1' }));
        await repository.changeConversation('c', { title: 'first', tags: ['one'] });
        await repository.changeConversation('c', { title: 'second', status: 'archived' });
        const changed = { title: 'second', tags: ['one'], status: 'archived', modelId: 'm/1', pinned: false };
        expect(await repository.conversation('c')).toMatchObject({ ...changed, endpoint: 'https://here.example/v1' });
      }),
    );

    it(
      'does not know the server of a model that comes without one',
      withRepository(async (repository) => {
        await repository.createConversation(conversation('c', { endpoint: 'https://here.example/v1' }));
        await repository.changeConversation('c', { modelId: 'm/2' });
        expect(await repository.conversation('c')).not.toHaveProperty('endpoint');
      }),
    );

    it(
      'lists what was deleted apart, the last deleted first, until it is brought back',
      withAnswer(async (repository) => {
        await repository.createConversation(conversation('d'));
        await repository.createConversation(conversation('e'));
        expect([await repository.deleted(), await repository.countDeleted()]).toEqual([{ conversations: [], entries: [] }, 0]);
        await repository.changeConversation('e', { deleted: true });
        await repository.changeConversation('d', { deleted: true });
        await repository.changeMessage('a', 'c', { deleted: true });
        const { conversations, entries } = await repository.deleted();
        expect(conversations.map(({ id, title }) => [id, title])).toEqual([
          ['d', 'title of d'],
          ['e', 'title of e'],
        ]);
        expect(entries).toEqual([{ id: 'a', conversationId: 'c', title: 'title of c', role: 'assistant', text: '', entryCount: 1 }]);
        expect(await repository.countDeleted()).toBe(3);
        await repository.changeConversation('e', { deleted: false });
        await repository.changeMessage('a', 'c', { deleted: false });
        expect((await repository.deleted()).conversations.map(({ id }) => id)).toEqual(['d']);
        expect(await repository.countDeleted()).toBe(1);
      }),
    );

    it(
      'says of a deleted entry how it begins, and how many entries come back with it; none below one that was deleted on its own',
      withAnswer(async (repository) => {
        await repository.addMessage(question('q2', 'a', { text: `  many\n\nwords ${'x'.repeat(200)}` }));
        await repository.addMessage(question('q3', 'q2'));
        await repository.addMessage(question('q4', 'q3'));
        await repository.changeMessage('q3', 'c', { deleted: true });
        await repository.changeMessage('q', 'c', { deleted: true });
        await repository.changeMessage('q2', 'c', { deleted: true });
        const { entries } = await repository.deleted();
        expect(entries.map(({ id, entryCount }) => [id, entryCount])).toEqual([
          ['q2', 1],
          ['q', 2],
          ['q3', 2],
        ]);
        expect(entries[0]?.text).toBe(`many words ${'x'.repeat(148)}…`);
      }),
    );

    it(
      'says what is erased with a deleted entry: all below it in its conversation, deleted before or not, and which forks begin there',
      withAnswer(async (repository) => {
        await repository.addMessage(question('q2', 'a'));
        await repository.addMessage(question('beside', 'q'));
        await repository.addMessage(question('q3', 'q2'));
        await repository.changeMessage('q3', 'c', { deleted: true });
        await repository.createConversation(conversation('f', { forkedFrom: { conversationId: 'c', messageId: 'q2' } }));
        await repository.createConversation(conversation('g', { forkedFrom: { conversationId: 'c', messageId: 'q' } }));
        await repository.addMessage(question('own', 'q2', { conversationId: 'f' }));
        expect(await repository.erasure('c', 'a')).toBeUndefined();
        await repository.changeMessage('a', 'c', { deleted: true });
        await repository.changeConversation('f', { deleted: true });
        const erasure = await repository.erasure('c', 'a');
        expect(erasure).toMatchObject({ title: 'title of c', forks: ['title of f'] });
        expect(erasure?.messageIds.toSorted()).toEqual(['a', 'q2', 'q3']);
        expect(await repository.erasure('c', 'q3')).toEqual({ title: 'title of c', messageIds: ['q3'], forks: [] });
        expect([await repository.erasure('f', 'a'), await repository.erasure('c', 'nothing')]).toEqual([undefined, undefined]);
      }),
    );

    it(
      'does not list the entries of a conversation that is deleted itself',
      withAnswer(async (repository) => {
        await repository.changeMessage('a', 'c', { deleted: true });
        await repository.changeConversation('c', { deleted: true });
        const { conversations, entries } = await repository.deleted();
        expect([conversations.map(({ id }) => id), entries, await repository.countDeleted()]).toEqual([['c'], [], 1]);
      }),
    );

    it(
      'lists pinned conversations first, and none that is deleted, which stays whole',
      withAnswer(async (repository) => {
        await repository.createConversation(conversation('d'));
        await repository.createConversation(conversation('e'));
        await repository.changeConversation('e', { pinned: true });
        await repository.changeConversation('c', { deleted: true });
        expect((await repository.conversations()).map(({ id }) => id)).toEqual(['e', 'd']);
        expect(await repository.conversation('c')).toMatchObject({ title: 'title of c', deleted: true });
        expect(await repository.messages('c')).toHaveLength(2);
      }),
    );

    it(
      'has the messages in the order in which they were added, complete those of the user',
      withAnswer(async (repository) => {
        await repository.addMessage(question('beside', null));
        expect((await repository.messages('c')).map(({ id, parentId, state, text }) => [id, parentId, state, text])).toEqual([
          ['q', null, 'complete', 'text of q'],
          ['a', 'q', 'streaming', ''],
          ['beside', null, 'complete', 'text of beside'],
        ]);
        expect((await repository.conversations())[0]?.messageCount).toBe(3);
      }),
    );

    it(
      'takes every piece of an answer once, and nothing from an empty one',
      withAnswer(async (repository) => {
        for (const [from, text] of [
          [0, 'one '],
          [4, 'two'],
          [7, ''],
          [4, 'two'],
          [4, 'two three'],
        ] as const) {
          await repository.appendText('a', 'c', from, text);
        }
        expect(await read(repository, 'a')).toMatchObject({ text: 'one two three', state: 'streaming' });
      }),
    );

    it(
      'takes pieces of the reasoning beside those of the text, until the end has it whole',
      withAnswer(async (repository) => {
        await repository.appendText('a', 'c', 0, '', { from: 0, text: 'Let me ' });
        await repository.appendText('a', 'c', 0, 'one ', { from: 7, text: 'think' });
        await repository.appendText('a', 'c', 4, 'two', { from: 7, text: 'think.' });
        expect(await read(repository, 'a')).toMatchObject({ text: 'one two', reasoning: 'Let me think.', state: 'streaming' });
        await repository.finishMessage('a', 'c', outcome('one two', { reasoning: 'Let me think. So:' }));
        expect(await read(repository, 'a')).toMatchObject({ text: 'one two', reasoning: 'Let me think. So:' });
      }),
    );

    it(
      'keeps how an answer ended, however often it is said',
      withAnswer(async (repository) => {
        await repository.appendText('a', 'c', 0, 'whole');
        for (let time = 0; time < 2; time++) await repository.finishMessage('a', 'c', outcome('whole'));
        const { text: _proof, ...fields } = outcome('whole');
        expect(await read(repository, 'a')).toMatchObject({ text: 'whole', parentId: 'q', modelId: 'm/1', ...fields });
      }),
    );

    it(
      'keeps why an answer failed',
      withAnswer(async (repository) => {
        const failure = { code: 'OFFLINE', message: 'The network is gone.', retryable: true, actions: ['retry'] } as const;
        await repository.finishMessage('a', 'c', outcome('', { state: 'failed', finishReason: null, failure }));
        expect(await read(repository, 'a')).toMatchObject({ state: 'failed', finishReason: null, failure });
      }),
    );

    it(
      'marks a message as deleted, and takes the mark away again',
      withAnswer(async (repository) => {
        await repository.changeMessage('q', 'c', { deleted: true });
        expect(await read(repository, 'q')).toMatchObject({ deleted: true, text: 'text of q' });
        expect((await repository.conversations())[0]?.messageCount).toBe(1);
        await repository.changeMessage('q', 'c', { deleted: false });
        expect(await read(repository, 'q')).toMatchObject({ deleted: false });
      }),
    );

    it(
      'gives a fork what stands above it, also what its origin deletes later, and nothing beside that',
      withAnswer(async (repository) => {
        await repository.addMessage(question('below', 'a'));
        const forkedFrom = { conversationId: 'c', messageId: 'a' };
        await repository.createConversation(conversation('f', { forkedFrom }));
        await repository.addMessage(question('own', 'a', { conversationId: 'f' }));
        await repository.changeMessage('q', 'c', { deleted: true });
        expect(await repository.conversation('f')).toMatchObject({ forkedFrom });
        expect((await repository.messages('f')).map(({ id, deleted }) => [id, deleted])).toEqual([
          ['q', false],
          ['a', false],
          ['own', false],
        ]);
        expect((await repository.messages('c')).map(({ id }) => id)).toEqual(['q', 'a', 'below']);
        const [card] = (await repository.conversations()).filter(({ id }) => id === 'f');
        expect(card).toMatchObject({ messageCount: 1, forked: true });
      }),
    );

    it(
      'tells its listeners which conversation this window has changed, and those that were disposed nothing',
      withRepository(async (repository) => {
        const [told, silenced]: [ArchiveChange[], ArchiveChange[]] = [[], []];
        repository.onDidChange((change) => void told.push(change));
        repository.onDidChange((change) => void silenced.push(change)).dispose();
        await repository.createConversation(conversation('c'));
        await vi.waitFor(() => expect(told).toEqual([{ conversationIds: ['c'], ledger: false, own: true }]));
        await repository.addMessage(question('q', null));
        await vi.waitFor(() => expect(told).toHaveLength(2));
        expect(silenced).toEqual([]);
      }),
    );

    it(
      'rejects with a ChatError what it could not keep',
      withRepository(async (repository, { fail }) => {
        await repository.createConversation(conversation('c'));
        await fail();
        const writes = [
          repository.createConversation(conversation('d')),
          repository.changeConversation('c', { title: 'x' }),
          repository.addMessage(question('q', null)),
          repository.appendText('a', 'c', 0, 'x'),
          repository.finishMessage('a', 'c', outcome('x')),
          repository.changeMessage('q', 'c', { deleted: true }),
        ];
        for (const each of await Promise.allSettled(writes)) expect(each).toMatchObject({ reason: { name: 'ChatError' } });
      }),
    );
  });
}
