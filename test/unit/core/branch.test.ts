import { describe, expect, it } from 'vitest';
import { branchTo, newestBranch } from '../../../src/core/branch.ts';
import { message } from '../../support/messages.ts';

const ids = (branch: readonly { readonly id: string }[]) => branch.map(({ id }) => id);

const tree = [
  message({ id: 'a' }),
  message({ id: 'b', parentId: 'a' }),
  message({ id: 'c', parentId: 'b' }),
  message({ id: 'd', parentId: 'b' }),
  message({ id: 'e', parentId: 'd' }),
];

describe('branchTo', () => {
  it('goes from the first message down to the tip', () => {
    expect(ids(branchTo(tree, 'c'))).toEqual(['a', 'b', 'c']);
  });

  it('begins below a parent that is missing', () => {
    expect(ids(branchTo(tree.slice(1), 'c'))).toEqual(['b', 'c']);
  });

  it('ends when parents go in a circle', () => {
    expect(ids(branchTo([message({ id: 'x', parentId: 'y' }), message({ id: 'y', parentId: 'x' })], 'x'))).toEqual(['y', 'x']);
  });

  it('is empty for an unknown tip', () => {
    expect(branchTo(tree, 'nowhere')).toEqual([]);
  });
});

describe('newestBranch', () => {
  it('ends in the newest message that nothing follows', () => {
    expect(ids(newestBranch(tree))).toEqual(['a', 'b', 'd', 'e']);
  });

  it('is empty for an empty conversation', () => {
    expect(newestBranch([])).toEqual([]);
  });
});
