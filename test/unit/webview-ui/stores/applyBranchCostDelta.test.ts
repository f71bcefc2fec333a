import { describe, expect, it } from 'vitest';
import { movedBranch } from '../../../../webview-ui/stores/applyBranchCostDelta.ts';

const branch = { usd: '0.5', approximate: true };
const estimate = (usd: string) => ({ source: 'estimate', usd }) as const;

describe('the cost of a branch', () => {
  it('moves with that of an entry on it', () => {
    expect(movedBranch(branch, estimate('0.1'), estimate('0.125'))).toEqual({ ...branch, usd: '0.525000000000' });
    expect(movedBranch(branch, null, estimate('0.1')).usd).toBe('0.600000000000');
  });

  it('is left alone by money that is simulated, or unknown', () => {
    expect(movedBranch(branch, null, { source: 'simulated', usd: '3' })).toBe(branch);
    expect(movedBranch(branch, null, { source: 'unknown', usd: null })).toBe(branch);
  });

  it('is never less than nothing', () => {
    expect(movedBranch(branch, estimate('2'), estimate('0')).usd).toBe('0.000000000000');
  });
});
