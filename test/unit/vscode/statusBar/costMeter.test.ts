import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ThemeColor } from 'vscode';
import type { Spend } from '../../../../src/shared/model/costs.ts';
import { CostMeter } from '../../../../src/vscode/statusBar/costMeter.ts';
import { recorded } from '../../../support/fakeVscode/recorded.ts';
import { resetFakeVscode } from '../../../support/fakeVscode/resetFakeVscode.ts';
import { recordingLogger } from '../../../support/recordingLogger.ts';
import { budgetOf, spendOf } from '../kit/spendOf.ts';

beforeEach(resetFakeVscode);

const inSight = (spend: Spend) => ({ spend, isInSight: true });

async function show(spend: Spend, isInSight = true) {
  const logger = recordingLogger();
  const meter = new CostMeter(() => Promise.resolve({ spend, isInSight }), logger);
  meter.update();
  const [item] = recorded.statusBarItems;
  if (!item) throw new Error('There is no item in the status bar.');
  await vi.waitUntil(() => item.text !== '$(pulse)');
  return { meter, item, logger };
}

const backgroundOf = ({ backgroundColor }: { readonly backgroundColor: ThemeColor | undefined }) =>
  (backgroundColor as { readonly id: string } | undefined)?.id;

describe('the text of the cost meter', () => {
  it('is this conversation and today', async () => {
    const { item } = await show(spendOf({ conversationUsd: '0.0123', todayUsd: '1.5' }));
    expect([item.text, item.command]).toEqual(['$(pulse) $0.0123 · today $1.50', 'neuralTerminal.showCosts']);
  });

  it('ends with what is left of a budget', async () => {
    const { item } = await show(spendOf({ conversationUsd: '2', todayUsd: '2', leftUsd: '3' }));
    expect(item.text).toBe('$(pulse) $2.00 · today $2.00 · $3.00 left');
  });

  it.each([
    ['conversationApproximate', '$(pulse) ≈ $2.00 · today $3.00 · $1.00 left'],
    ['todayApproximate', '$(pulse) $2.00 · today ≈ $3.00 · $1.00 left'],
    ['leftApproximate', '$(pulse) $2.00 · today $3.00 · ≈ $1.00 left'],
    ['monthApproximate', '$(pulse) $2.00 · today $3.00 · $1.00 left'],
  ] as const)('has the sign at that sum of which a part is not certain: %s', async (flag, text) => {
    const { item } = await show(spendOf({ conversationUsd: '2', todayUsd: '3', leftUsd: '1', [flag]: true }));
    expect(item.text).toBe(text);
  });
});

describe('with no conversation in sight', () => {
  it('the cost meter shows today and what is left, and speaks of no conversation', async () => {
    const { item } = await show(spendOf({ conversationUsd: '2', todayUsd: '2', leftUsd: '3' }), false);
    expect(item.text).toBe('$(pulse) today $2.00 · $3.00 left');
    expect(item.tooltip).not.toContain('This conversation');
    expect(item.accessibilityInformation?.label).not.toContain('This conversation');
  });
});

describe('the tooltip of the cost meter', () => {
  it('has the exact figures, one line each, and a screen reader hears them', async () => {
    const { item } = await show(
      spendOf({
        conversationUsd: '0.000123456',
        todayUsd: '0.5',
        monthUsd: '12.25',
        budgets: [
          budgetOf({ spentUsd: '0.1', limitUsd: '5' }),
          budgetOf({ scope: 'month', spentUsd: '12.25', approximate: true, limitUsd: '20', reservedUsd: '0.75' }),
        ],
        monthApproximate: true,
        unresolved: 2,
      }),
    );
    const lines = [
      'This conversation: $0.000123456',
      'Today (local day): $0.5',
      'This month: ≈ $12.25',
      'Budget of the conversation: $0.1 of $5',
      'Budget of the local month: ≈ $12.25 of $20, and $0.75 reserved',
      '≈: a part of it is estimated or not known yet.',
      'Requests whose bill is not known: 2',
      'Click for the table of costs.',
    ];
    expect([item.tooltip, item.accessibilityInformation?.label]).toEqual([
      lines.join('\n'),
      lines.join('. ').replaceAll('.. ', '. ').slice(0, -1),
    ]);
  });

  it('says nothing of what is not there', async () => {
    const { item } = await show(spendOf());
    expect((item.tooltip as string).split('\n')).toEqual([
      'This conversation: $0',
      'Today (local day): $0',
      'This month: $0',
      'Click for the table of costs.',
    ]);
  });
});

describe('the background of the cost meter', () => {
  it.each([
    [[], undefined],
    [['ok', 'ok'], undefined],
    [['ok', 'warn'], 'statusBarItem.warningBackground'],
    [['warn', 'reached'], 'statusBarItem.errorBackground'],
    [['reached'], 'statusBarItem.errorBackground'],
  ] as const)('with budgets %j is %s', async (states, background) => {
    const { item } = await show(spendOf({ budgets: states.map((state) => budgetOf({ state })) }));
    expect(backgroundOf(item)).toBe(background);
  });
});

describe('reading the figures', () => {
  it('never runs twice at a time: calls in the meantime are joined into one that follows', async () => {
    const waiting: ((reading: ReturnType<typeof inSight>) => void)[] = [];
    const meter = new CostMeter(() => new Promise((resolve) => waiting.push(resolve)), recordingLogger());
    for (let call = 0; call < 5; call += 1) meter.update();
    expect(waiting).toHaveLength(1);
    waiting[0]?.(inSight(spendOf({ conversationUsd: '1' })));
    await vi.waitUntil(() => waiting.length === 2);
    waiting[1]?.(inSight(spendOf({ conversationUsd: '2' })));
    await vi.waitUntil(() => recorded.statusBarItems[0]?.text.includes('$2.00'));
    expect(waiting).toHaveLength(2);
  });

  it('that fails shows that nothing is known, and the next one is shown again', async () => {
    const logger = recordingLogger();
    const reads = [() => Promise.reject(new Error('closed')), () => Promise.resolve(inSight(spendOf({ conversationUsd: '1' })))];
    const meter = new CostMeter(() => reads.shift()?.() ?? Promise.resolve(inSight(spendOf())), logger);
    meter.update();
    await vi.waitUntil(() => recorded.statusBarItems[0]?.text === '$(pulse) $?');
    expect(logger.lines).toMatchObject([{ level: 'warn', event: 'meter.failed', fields: { error: 'Error: closed' } }]);
    meter.update();
    await vi.waitUntil(() => recorded.statusBarItems[0]?.text.includes('$1.00'));
  });

  it('of an answer that runs happens once a second, however often it is asked for, and not after disposal', () => {
    vi.useFakeTimers();
    try {
      let reads = 0;
      const read = () => {
        reads += 1;
        return new Promise<never>(() => undefined);
      };
      const meter = new CostMeter(read, recordingLogger());
      for (let call = 0; call < 100; call += 1) meter.updateSoon();
      vi.advanceTimersByTime(999);
      expect(reads).toBe(0);
      vi.advanceTimersByTime(1);
      expect(reads).toBe(1);
      const other = new CostMeter(read, recordingLogger());
      other.updateSoon();
      other.dispose();
      vi.advanceTimersByTime(10_000);
      expect(reads).toBe(1);
    } finally {
      vi.useRealTimers();
    }
  });
});
