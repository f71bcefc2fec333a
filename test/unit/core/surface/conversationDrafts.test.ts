import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConversationDrafts } from '../../../../src/core/surface/conversationDrafts.ts';
import { noDraft } from '../../../../src/shared/model/draft.ts';
import { DraftStore } from '../../../../webview-ui/stores/draftStore.ts';
import { MemoryDraftFile } from '../../../support/fakes/memoryDraftFile.ts';
import { propertyRuns } from '../../../support/propertyRuns.ts';
import { recordingLogger } from '../../../support/recordingLogger.ts';
import { testClock } from '../../../support/testClock.ts';

const written = (text: string) => ({ ...noDraft, text });

function windowOn(file = new MemoryDraftFile(), clock = testClock(1000)) {
  return { file, clock, drafts: new ConversationDrafts({ file, clock, logger: recordingLogger() }) };
}

/** Lets everything that has begun come to its end. */
const settled = async (...drafts: readonly ConversationDrafts[]) => {
  for (const one of drafts) await one.load();
};

describe('a change', () => {
  it('is on the disk at once, what follows within half a second together', async () => {
    const { file, clock, drafts } = windowOn();
    drafts.write('c', written('a'), null);
    drafts.write('c', written('ab'), null);
    await settled(drafts);
    expect([file.writes, file.content[0]?.draft?.text]).toEqual([1, 'ab']);
    drafts.write('c', written('abc'), null);
    drafts.write('c', written('abcd'), null);
    clock.advance(499);
    await settled(drafts);
    expect(file.writes).toBe(1);
    clock.advance(1);
    await settled(drafts);
    expect([file.writes, file.content[0]?.draft?.text]).toEqual([2, 'abcd']);
  });

  it('that the disk refuses is written with the next one', async () => {
    const { file, clock, drafts } = windowOn();
    const write = file.write.bind(file);
    file.write = () => Promise.reject(new Error('full'));
    drafts.write('c', written('a'), null);
    await drafts.flush();
    file.write = write;
    clock.advance(1000);
    await drafts.flush();
    expect(file.content[0]?.draft?.text).toBe('a');
  });

  it('that the disk refuses is told with the reason', async () => {
    const file = new MemoryDraftFile();
    file.write = () => Promise.reject(new Error('ENOSPC'));
    const told: string[] = [];
    const drafts = new ConversationDrafts({
      file,
      clock: testClock(1000),
      logger: recordingLogger(),
      onRefused: (reason) => void told.push(reason),
    });
    drafts.write('c', written('a'), null);
    await settled(drafts);
    expect(told).toEqual(['ENOSPC']);
  });

  it('that the disk refuses late is tried again by itself', async () => {
    const { file, clock, drafts } = windowOn();
    const [write, refusal] = [file.write.bind(file), Promise.withResolvers<void>()];
    file.write = () => refusal.promise;
    drafts.write('c', written('a'), null);
    await new Promise(setImmediate);
    clock.advance(600);
    refusal.reject(new Error('away'));
    await new Promise(setImmediate);
    file.write = write;
    clock.advance(500);
    await new Promise(setImmediate);
    expect(file.content[0]?.draft?.text).toBe('a');
  });

  it('of a window whose clock is slow counts all the same, when it was made in view of the other one', async () => {
    const file = new MemoryDraftFile();
    const [fast, slow] = [windowOn(file, testClock(9_000_000)), windowOn(file, testClock(1000))];
    fast.drafts.write('c', written('fast'), null);
    await fast.drafts.flush();
    await slow.drafts.load();
    slow.drafts.write('c', written('slow'), null);
    await slow.drafts.flush();
    await fast.drafts.load();
    expect(fast.drafts.draft('c').text).toBe('slow');
  });
});

it('two windows that replace the file at the same moment lose nothing: what is missing in it is written again', async () => {
  const file = new MemoryDraftFile();
  const [left, right] = [windowOn(file), windowOn(file)];
  // Both read before either writes.
  const gate = Promise.withResolvers<void>();
  const write = file.write.bind(file);
  file.write = async (drafts) => {
    await gate.promise;
    await write(drafts);
  };
  left.drafts.write('left', written('L'), null);
  right.drafts.write('right', written('R'), null);
  await Promise.resolve();
  gate.resolve();
  for (const { clock, drafts } of [left, right, left, right]) {
    await settled(drafts);
    clock.advance(1500);
    await settled(drafts);
  }
  expect(file.content.map(({ draft }) => draft?.text).toSorted()).toEqual(['L', 'R']);
});

it('what is erased does not come back from a window that still knows it', async () => {
  const file = new MemoryDraftFile();
  const [left, right] = [windowOn(file), windowOn(file)];
  left.drafts.write('c', written('secret'), null);
  left.drafts.chooseBranch('c', 'm');
  await left.drafts.flush();
  await right.drafts.load();
  await left.drafts.erase('c');
  expect(JSON.stringify(file.content)).not.toContain('secret');
  right.drafts.write('d', written('other'), null);
  await right.drafts.flush();
  expect(JSON.stringify(file.content)).not.toContain('secret');
  expect([right.drafts.draft('c'), right.drafts.tip('c')]).toEqual([noDraft, null]);
});

it('what another window has written since, or has written alone, is erased with it', async () => {
  for (const isKnown of [true, false]) {
    const file = new MemoryDraftFile();
    const [left, right] = [windowOn(file), windowOn(file)];
    if (isKnown) left.drafts.write('c', written('before'), null);
    await left.drafts.flush();
    right.drafts.write('c', written('secret'), null);
    await right.drafts.flush();
    await left.drafts.erase('c');
    expect(JSON.stringify(file.content)).not.toContain('secret');
    await right.drafts.load();
    expect(right.drafts.draft('c')).toEqual(noDraft);
  }
});

it('an entry that is erased takes its edit and the choice of its branch with it, and leaves what was typed beside it', async () => {
  const file = new MemoryDraftFile();
  const [left, right] = [windowOn(file), windowOn(file)];
  const editing = { entry: 'm', conversation: 'c', aside: { text: 'my own', attachments: [] } };
  right.drafts.write('c', { ...written('secret'), editing }, null);
  right.drafts.chooseBranch('c', 'n');
  await right.drafts.flush();
  await left.drafts.eraseEntries('c', ['other']);
  expect(left.drafts.draft('c').text).toBe('secret');
  await left.drafts.eraseEntries('c', ['m', 'n']);
  expect(JSON.stringify(file.content)).not.toContain('secret');
  expect([left.drafts.draft('c'), left.drafts.tip('c')]).toEqual([{ ...noDraft, text: 'my own' }, null]);
  await right.drafts.load();
  expect(right.drafts.draft('c').text).toBe('my own');
});

it('three hundred conversations are kept, those that were touched last', async () => {
  const { file, drafts } = windowOn();
  for (let count = 0; count <= 300; count++) drafts.write(`c${count}`, written('x'), null);
  await drafts.flush();
  const ids = file.content.map(({ conversationId }) => conversationId);
  expect([ids.length, ids.includes('c0'), ids.includes('c1'), ids[0]]).toEqual([300, false, true, 'c300']);
});

it('whatever the order in which changes and notices travel, every page ends with the draft of the last writer', () => {
  const step = fc.record({ page: fc.nat(1), does: fc.constantFrom('type', 'up', 'up', 'down', 'down', 'hold', 'release') });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const { drafts } = windowOn();
      const pages = [0, 1].map(() => {
        const [up, down]: [(() => void)[], (() => void)[]] = [[], []];
        let after = 0;
        const by = {};
        const page = new DraftStore((message) => {
          if (message.type !== 'draft') return;
          up.push(() => {
            after = message.change;
            drafts.write('c', message.draft, by);
          });
        }, noDraft);
        page.follow({ conversation: null, stay: 1, draft: noDraft, after: 0 });
        drafts.onDidChange((change) => {
          if (change.by === by) return;
          const [draft, seen] = [drafts.draft('c'), after];
          down.push(() => page.follow({ conversation: null, stay: 1, draft, after: seen }));
        });
        return { page, up, down };
      });
      steps.forEach(({ page: index, does }, number) => {
        const { page, up, down } = pages[index]!;
        if (does === 'type') {
          const typed = { ...page.current.value, text: `${page.current.value.text}${number} ` };
          page.change(typed);
          page.flush();
          expect(page.current.value).toBe(typed);
        } else if (does === 'up') up.shift()?.();
        else if (does === 'down') down.shift()?.();
        else page[does]();
      });
      for (const { page } of pages) page.flush();
      for (const { up } of pages) for (const arrive of up.splice(0)) arrive();
      for (const { page } of pages) page.release();
      for (const { down } of pages) for (const arrive of down.splice(0)) arrive();
      expect(pages.map(({ page }) => page.current.value.text)).toEqual([drafts.draft('c').text, drafts.draft('c').text]);
    }),
    { seed: 9, numRuns: propertyRuns(300) },
  );
});

describe('a time that no clock could have shown', () => {
  const tampered = (draftAt: number) => ({ conversationId: 'c', draft: written('from the future'), draftAt, tip: 't', tipAt: draftAt });

  it.each([8.64e15, 8.64e15 - 1, 1e14])('of %i keeps its draft, and is older than whatever is written after', async (draftAt) => {
    const { file, clock, drafts } = windowOn();
    file.content = [tampered(draftAt)];
    await drafts.load();
    expect([drafts.draft('c').text, drafts.tip('c')]).toEqual(['from the future', 't']);
    drafts.write('c', written('now'), null);
    drafts.chooseBranch('c', 'u');
    drafts.write('d', written('another'), null);
    await drafts.flush();
    const other = windowOn(file, clock).drafts;
    await other.load();
    expect([other.draft('c').text, other.tip('c'), other.draft('d').text]).toEqual(['now', 'u', 'another']);
    for (const { draftAt: at, tipAt } of file.content) expect(Math.max(at, tipAt)).toBeLessThan(2000);
    const { writes } = file;
    for (let second = 0; second < 5; second += 1) {
      clock.advance(1000);
      await settled(drafts, other);
    }
    expect(file.writes).toBe(writes);
  });
});

describe('an edit', () => {
  const edit = {
    ...written('worded anew'),
    editing: { entry: 'm', conversation: 'c', aside: { text: 'before', attachments: [] } },
    requestId: 'a3bb189e-8bf9-4c1b-8a6e-2f1d0c9e7b54',
  };

  it('is one where it was begun', async () => {
    const { drafts } = windowOn();
    drafts.write('c', edit, null);
    await settled(drafts);
    expect(drafts.draft('c')).toEqual(edit);
  });

  it.each(['d', null])('means nothing in %s: its text stands there as a message of its own, which nobody has sent', async (elsewhere) => {
    const { file, drafts } = windowOn();
    file.content = [{ conversationId: elsewhere, draft: edit, draftAt: 1, tip: null, tipAt: 0 }];
    await settled(drafts);
    expect(drafts.draft(elsewhere)).toEqual(written('before\nworded anew'));
  });
});
