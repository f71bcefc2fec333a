import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MessageTree } from '../../../../src/core/conversation/messageTree.ts';
import type { Message } from '../../../../src/shared/model/message.ts';
import { message } from '../../../support/messages.ts';

const ids = (messages: readonly Message[]) => messages.map(({ id }) => id);
const seed = 20_260_711;

/** a ─ b ─ c, and beside c: d ─ e */
const tree = [
  message({ id: 'a' }),
  message({ id: 'b', parentId: 'a' }),
  message({ id: 'c', parentId: 'b' }),
  message({ id: 'd', parentId: 'b' }),
  message({ id: 'e', parentId: 'd' }),
];
const withDeleted = (...deleted: readonly string[]) =>
  new MessageTree(tree.map((entry) => ({ ...entry, deleted: deleted.includes(entry.id) })));

describe('the path to a message', () => {
  it('goes from the first one down to it', () => {
    expect(ids(new MessageTree(tree).path('c'))).toEqual(['a', 'b', 'c']);
  });

  it('begins below a parent that is missing', () => {
    expect(ids(new MessageTree(tree.slice(1)).path('c'))).toEqual(['b', 'c']);
  });

  it('ends above it where it is deleted', () => {
    expect(ids(withDeleted('d').path('e'))).toEqual(['a', 'b']);
  });

  it('is empty for an unknown message, and where everything above is deleted', () => {
    expect(new MessageTree(tree).path('nowhere')).toEqual([]);
    expect(withDeleted('a').path('e')).toEqual([]);
  });
});

describe('the branch of a tip', () => {
  it('goes on below it by the newest child', () => {
    expect(ids(new MessageTree(tree).branch('b'))).toEqual(['a', 'b', 'd', 'e']);
  });

  it('stays with an older child that is the tip', () => {
    expect(ids(new MessageTree(tree).branch('c'))).toEqual(['a', 'b', 'c']);
  });

  it('is that of the newest leaf without a tip, or with one that is gone', () => {
    const grown = new MessageTree([...tree, message({ id: 'f', parentId: 'c' })]);
    expect(ids(grown.branch(null))).toEqual(['a', 'b', 'c', 'f']);
    expect(ids(grown.branch('gone'))).toEqual(['a', 'b', 'c', 'f']);
  });

  it('goes on from above when the tip is deleted', () => {
    expect(ids(withDeleted('e').branch('e'))).toEqual(['a', 'b', 'd']);
    expect(ids(withDeleted('d').branch('e'))).toEqual(['a', 'b', 'c']);
  });

  it('is empty when there is nothing to show', () => {
    expect(new MessageTree([]).branch(null)).toEqual([]);
    expect(withDeleted('a').branch('e')).toEqual([]);
  });
});

describe('siblings', () => {
  it('are all with one parent, oldest first', () => {
    expect(new MessageTree(tree).siblings('d')).toEqual(['c', 'd']);
  });

  it('are none for the only child, for a deleted one and for the one beside it', () => {
    expect(new MessageTree(tree).siblings('b')).toEqual([]);
    expect(withDeleted('d').siblings('d')).toEqual([]);
    expect(withDeleted('d').siblings('c')).toEqual([]);
  });

  it('are all that have no known parent', () => {
    const roots = new MessageTree([...tree.slice(0, 1), message({ id: 'lost', parentId: 'missing' }), ...tree.slice(2)]);
    expect(roots.siblings('lost')).toEqual(['a', 'lost', 'c', 'd']);
  });
});

describe('what is below a message', () => {
  it('is the message itself and all that hangs on it', () => {
    expect(ids(new MessageTree(tree).below('b')).sort()).toEqual(['b', 'c', 'd', 'e']);
    expect(ids(withDeleted('d').below('b'))).toEqual(['b', 'c']);
  });
});

describe('damage', () => {
  it('that makes parents go in a circle loses none of them', () => {
    const circle = new MessageTree([
      message({ id: 'x', parentId: 'z' }),
      message({ id: 'y', parentId: 'x' }),
      message({ id: 'z', parentId: 'y' }),
      message({ id: 'below', parentId: 'y' }),
      message({ id: 'itself', parentId: 'itself' }),
    ]);
    expect(ids(circle.branch('z'))).toEqual(['x', 'y', 'z']);
    expect(ids(circle.branch('below'))).toEqual(['x', 'y', 'below']);
    expect(circle.siblings('itself')).toEqual(['x', 'itself']);
  });

  it('does not make a hundred thousand messages slow, in one line or side by side', () => {
    const count = 100_000;
    const line = Array.from({ length: count }, (_, index) =>
      message({ id: String(index), parentId: index === 0 ? String(count - 1) : String(index - 1) }),
    );
    expect(new MessageTree(line).branch(null)).toHaveLength(count);
    const wide = new MessageTree(line.map((entry) => ({ ...entry, parentId: 'gone' })));
    expect(wide.siblings('0')).toHaveLength(count);
  });
});

/** Any shape: parents before and after their children, missing ones, circles, deleted ones. */
const anyMessages = fc
  .array(fc.record({ parent: fc.integer({ min: -2, max: 24 }), deleted: fc.boolean(), assistant: fc.boolean() }), { maxLength: 20 })
  .map((shapes) =>
    shapes.map(({ parent, deleted, assistant }, index) =>
      message({
        id: `m${index}`,
        parentId: parent < 0 ? null : `m${parent}`,
        deleted: deleted && parent % 3 === 0,
        role: assistant ? 'assistant' : 'user',
      }),
    ),
  );

/** The same, but every parent is older than its children, so that there is no circle. */
const healthyMessages = anyMessages.map((messages) =>
  messages.map((entry, index) => ({
    ...entry,
    parentId: index === 0 || entry.parentId === null ? null : `m${Number(entry.parentId.slice(1)) % index}`,
  })),
);

const shownOf = (messages: readonly Message[], found: MessageTree) => messages.filter(({ id }) => found.find(id));

describe('in whatever tree', () => {
  it('every message can be reached, unless it or something above it is deleted', () => {
    fc.assert(
      fc.property(anyMessages, (messages) => {
        const found = new MessageTree(messages);
        const kept = new MessageTree(messages.map((entry) => ({ ...entry, deleted: false })));
        for (const { id } of messages) {
          const isKept = kept.path(id).every(({ id: above }) => !messages.find((entry) => entry.id === above)?.deleted);
          expect(found.find(id) !== undefined).toBe(isKept);
          if (isKept) expect(ids(found.branch(id))).toContain(id);
        }
      }),
      { seed },
    );
  });

  it('a branch ends in a leaf, and each of its messages stands below the one before', () => {
    fc.assert(
      fc.property(anyMessages, (messages) => {
        const found = new MessageTree(messages);
        for (const tip of [null, ...ids(messages)]) {
          const branch = found.branch(tip);
          expect(branch.length > 0).toBe(shownOf(messages, found).length > 0);
          for (const [index, { parentId }] of branch.entries()) if (index > 0) expect(parentId).toBe(branch[index - 1]?.id);
          const last = branch.at(-1);
          if (last) expect(ids(found.below(last.id))).toEqual([last.id]);
        }
      }),
      { seed },
    );
  });

  it('siblings are a partition: each message is in its own group and in no other', () => {
    fc.assert(
      fc.property(anyMessages, (messages) => {
        const found = new MessageTree(messages);
        for (const { id } of shownOf(messages, found)) {
          const group = found.siblings(id);
          if (group.length > 0) expect(group).toContain(id);
          expect(group).not.toHaveLength(1);
          for (const sibling of group) expect(found.siblings(sibling)).toEqual(group);
        }
      }),
      { seed },
    );
  });

  it('the order of the messages decides which child is the newest, and nothing else', () => {
    const shuffled = healthyMessages.chain((messages) =>
      fc.tuple(fc.constant(messages), fc.shuffledSubarray(messages, { minLength: messages.length })),
    );
    fc.assert(
      fc.property(shuffled, ([messages, others]) => {
        const [one, other] = [new MessageTree(messages), new MessageTree(others)];
        for (const { id } of messages) {
          expect(ids(other.path(id))).toEqual(ids(one.path(id)));
          expect([...other.siblings(id)].sort()).toEqual([...one.siblings(id)].sort());
        }
      }),
      { seed },
    );
  });
});
