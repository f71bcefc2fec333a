import { describe, expect, it } from 'vitest';
import { applyBranchCostDelta } from '../../../../webview-ui/stores/applyBranchCostDelta.ts';

const branch = { usd: '0.5', approximate: true };
const estimate = (usd: string) => ({ source: 'estimate', usd }) as const;

describe('the cost of a branch', () => {
  it('moves with that of an entry on it', () => {
    expect(applyBranchCostDelta(branch, estimate('0.1'), estimate('0.125'))).toEqual({ ...branch, usd: '0.525' });
    expect(applyBranchCostDelta(branch, null, estimate('0.1')).usd).toBe('0.6');
  });

  it('is left alone by money that is simulated, or unknown', () => {
    expect(applyBranchCostDelta(branch, null, { source: 'simulated', usd: '3' })).toBe(branch);
    expect(applyBranchCostDelta(branch, null, { source: 'unknown', usd: null })).toBe(branch);
  });

  it('is never less than nothing', () => {
    expect(applyBranchCostDelta(branch, estimate('2'), estimate('0')).usd).toBe('0');
  });
});
