import { describe, expect, it } from 'vitest';
import { ChatError } from '../../../../../src/core/errors/chatError.ts';
import type { LedgerEntry } from '../../../../../src/core/ports/ledger.ts';
import { bill, guess, ledgerEntry, unknown } from '../kit/ledgerEntry.ts';
import { ReconcilerRig, record, start } from '../kit/reconcilerRig.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** A request that was stopped: it has an estimate, and a generation that can be asked about. */
const stopped = (fields: Partial<LedgerEntry> = {}) =>
  ledgerEntry('a', guess('0.1'), { createdAt: start, generationId: 'gen-a', account: 'key', ...fields });
/** A request of which nothing is known yet. */
const open = (fields: Partial<LedgerEntry> = {}) => stopped({ settlement: null, ...fields });

describe('the bill of a stopped request', () => {
  it('is asked for at once, and settled when it is there', async () => {
    const rig = new ReconcilerRig([stopped()], { 'gen-a': [record('0.25', { servedModelId: 'm-2026', provider: 'P' })] });
    await rig.run(second);
    expect(rig.ledger.find('a').settlement).toMatchObject({
      cost: { source: 'generation', usd: '0.25' },
      generationId: 'gen-a',
      servedModelId: 'm-2026',
      provider: 'P',
      usage: { promptTokens: 67, completionTokens: 5 },
    });
    expect(rig.notified).toEqual([['a', '0.25']]);
  });

  it('keeps what was known of the request: its times, and what was counted', async () => {
    const counted = { promptTokens: 9, completionTokens: 8, usd: '0.1' };
    const { settlement } = stopped();
    if (!settlement) throw new Error('It has an estimate.');
    const rig = new ReconcilerRig([stopped({ settlement: { ...settlement, counted, firstTokenMs: 5, latencyMs: 7 } })], {
      'gen-a': [record('0.25')],
    });
    await rig.run(second);
    expect(rig.ledger.find('a').settlement).toMatchObject({ counted, firstTokenMs: 5, latencyMs: 7 });
  });

  it('adds the bill of the provider under "bring your own key"', async () => {
    const rig = new ReconcilerRig([stopped()], { 'gen-a': [record('0.01', { byok: true, upstreamUsd: '0.2' })] });
    await rig.run(second);
    expect(rig.ledger.find('a').settlement?.cost).toEqual({
      source: 'generation',
      usd: '0.21',
      parts: { chargeUsd: '0.01', upstreamUsd: '0.2' },
    });
  });

  it('is asked for again after 1, 2, 4, 8, … seconds, then every ten minutes, until it is there', async () => {
    const rig = new ReconcilerRig([stopped()], { 'gen-a': [...Array<null>(11).fill(null), record('0.25')] });
    await rig.run(2 * hour);
    const waits = rig.askedAt('gen-a').map((at, index, all) => Math.round((at - (all[index - 1] ?? at)) / second));
    expect(waits).toEqual([0, 1, 2, 4, 8, 15, 30, 60, 120, 300, 600, 600]);
    expect(rig.ledger.find('a').settlement?.cost.usd).toBe('0.25');
  });

  it('is not asked for any more when it is here', async () => {
    const rig = new ReconcilerRig([stopped()], { 'gen-a': [record('0.25')] });
    await rig.run(second);
    for (let poll = 0; poll < 3; poll++) {
      rig.reconciler.poll();
      await rig.run(minute);
    }
    expect(rig.asked).toHaveLength(1);
  });

  it('is asked for again when the record names no charge', async () => {
    const rig = new ReconcilerRig([stopped()], { 'gen-a': [record(null), record('0.25')] });
    await rig.run(3 * second);
    expect(rig.ledger.settled.map(({ settlement }) => settlement.cost)).toEqual([{ source: 'generation', usd: '0.25' }]);
  });

  it('of nothing is a bill', async () => {
    const rig = new ReconcilerRig([stopped()], { 'gen-a': [record('0')] });
    await rig.run(second);
    expect(rig.ledger.find('a').settlement?.cost).toEqual({ source: 'generation', usd: '0' });
  });
});

it('a bill that never comes from a server of the person’s own is not asked for', async () => {
  const rig = new ReconcilerRig([ledgerEntry('a', null, { generationId: 'gen-a', createdAt: start })], {});
  rig.found.set('a', { source: 'local', usd: null });
  await rig.run(20 * second);
  expect([rig.ledger.find('a').settlement?.cost, rig.asked]).toEqual([{ source: 'local', usd: null }, []]);
});

it('a bill is asked for at the server that made the answer', async () => {
  const endpoint = 'https://elsewhere.example/v1';
  const rig = new ReconcilerRig([stopped({ endpoint })], { 'gen-a': [record('0.25')] });
  await rig.run(second);
  expect(rig.asked.map((question) => question.endpoint)).toEqual([endpoint]);
});

describe('a bill that does not come', () => {
  it('is unknown after an hour, once, and is not asked about again', async () => {
    const rig = new ReconcilerRig([stopped()], {});
    await rig.run(3 * hour);
    expect(rig.ledger.settled.map(({ settlement }) => settlement.cost)).toEqual([unknown]);
    const before = rig.asked.length;
    rig.reconciler.poll();
    await rig.run(2 * hour);
    expect([rig.asked.length, rig.ledger.settled.length]).toEqual([before, 1]);
  });

  it('does not become unknown while nobody can be asked, and is found later', async () => {
    const offline = new ChatError('OFFLINE', 'Offline.');
    const rig = new ReconcilerRig([stopped()], { 'gen-a': [...Array<ChatError>(15).fill(offline), record('0.25')] });
    await rig.run(2 * hour);
    expect(rig.ledger.settled.map(({ settlement }) => settlement.cost.source)).toEqual(['generation']);
    expect(rig.logger.lines.filter(({ event }) => event === 'bills.notAsked')).toHaveLength(15);
  });

  it('is asked for once more by a new window, and is not settled as unknown again', async () => {
    const rig = new ReconcilerRig([stopped({ settlement: { ...settled(), cost: unknown }, createdAt: start - 5 * hour })], {});
    await rig.run(hour);
    expect([rig.asked.length, rig.ledger.settled.length]).toEqual([1, 0]);
  });

  it('is asked for again with another key', async () => {
    const rig = new ReconcilerRig([stopped({ createdAt: start - 2 * hour })], { 'gen-a': [null, record('0.25')] });
    await rig.run(minute);
    const before = rig.asked.length;
    rig.reconciler.reset();
    await rig.run(minute);
    expect([before, rig.ledger.find('a').settlement?.cost.usd]).toEqual([1, '0.25']);
  });

  it('is asked for after a weekend, and after the first of a month', async () => {
    const lastMonth = new Date(2026, 10, 30, 23).getTime();
    const early = stopped({ createdAt: new Date(2026, 11, 1).getTime() });
    const rig = new ReconcilerRig([early], { 'gen-a': [record('0.25')] }, new Date(2026, 11, 4, 9).getTime());
    await rig.run(second);
    expect(rig.ledger.find('a').settlement?.cost.usd).toBe('0.25');
    const late = new ReconcilerRig([stopped({ createdAt: lastMonth })], { 'gen-a': [record('0.25')] }, new Date(2026, 11, 1, 9).getTime());
    await late.run(second);
    expect(late.ledger.find('a').settlement?.cost.usd).toBe('0.25');
  });

  it('is asked for after a week in which no window was open, whatever the month', async () => {
    const entry = stopped({ createdAt: new Date(2026, 10, 28, 18).getTime() });
    const rig = new ReconcilerRig([entry], { 'gen-a': [record('0.25')] }, new Date(2026, 11, 5, 9).getTime());
    await rig.run(second);
    expect(rig.ledger.find('a').settlement?.cost.usd).toBe('0.25');
  });

  it('is asked for when its clock was years ahead, and no timer is set beyond what timers can hold', async () => {
    const rig = new ReconcilerRig([open({ createdAt: start + 9000 * hour })], { 'gen-a': [null, record('0.25')] });
    await rig.run(minute);
    expect(rig.ledger.find('a').settlement?.cost.usd).toBe('0.25');
  });
});

describe('a request that is not asked about', () => {
  it.each([
    ['one with a bill', stopped({ settlement: { ...settled(), cost: bill('1') } })],
    ['one that the person dismissed', stopped({ dismissed: true })],
    ['one of the demonstration', open({ simulated: true })],
    ['one without a generation', stopped({ generationId: null })],
  ])('is %s', async (_, entry) => {
    const rig = new ReconcilerRig([entry], {});
    await rig.run(2 * hour);
    expect([rig.asked, rig.ledger.settled]).toEqual([[], []]);
  });

  it('is one that runs in this window, until it has ended', async () => {
    const rig = new ReconcilerRig([open()], { 'gen-a': [record('0.25')] });
    rig.running.add('a');
    await rig.run(hour);
    const before = rig.asked.length;
    rig.running.delete('a');
    rig.ledger.put(stopped());
    rig.reconciler.poll();
    await rig.run(second);
    expect([before, rig.asked.length]).toEqual([0, 1]);
  });

  it('is one of another window, for its first 15 seconds and as long as it runs there', async () => {
    const rig = new ReconcilerRig([open()], { 'gen-a': [record('0.25')] });
    rig.found.set('a', 'running');
    await rig.run(14 * second);
    const young = rig.searched.length;
    await rig.run(10 * minute);
    expect([young, rig.asked.length]).toEqual([0, 0]);
    rig.found.set('a', guess('0.05'));
    await rig.run(15 * second);
    expect(rig.ledger.settled.map(({ settlement }) => settlement.cost)).toEqual([guess('0.05'), { source: 'generation', usd: '0.25' }]);
  });
});

describe('the request of a window that died', () => {
  it('has an estimate first, and its bill when that is there', async () => {
    const rig = new ReconcilerRig([open()], { 'gen-a': [null, null, record('0.25')] });
    rig.found.set('a', guess('0.05'));
    await rig.run(16 * second);
    expect(rig.ledger.find('a').settlement?.cost).toEqual(guess('0.05'));
    await rig.run(minute);
    expect(rig.ledger.find('a').settlement?.cost).toEqual({ source: 'generation', usd: '0.25' });
  });

  it('without a generation has the estimate of its part, and that is all', async () => {
    const rig = new ReconcilerRig([open({ generationId: null })], {});
    rig.found.set('a', guess('0.05'));
    await rig.run(2 * hour);
    expect([rig.ledger.settled.length, rig.asked.length]).toEqual([1, 0]);
  });

  it('without generation and part stays open: it is unknown whether anything was sent', async () => {
    const rig = new ReconcilerRig([open({ generationId: null })], {});
    await rig.run(2 * hour);
    expect([rig.ledger.settled.length, rig.ledger.find('a').settlement]).toEqual([0, null]);
  });

  it('is asked about when its generation id comes late', async () => {
    const rig = new ReconcilerRig([open({ generationId: null })], { 'gen-a': [record('0.25')] });
    await rig.run(minute);
    await rig.ledger.noteGeneration('a', 'gen-a', 'key');
    rig.reconciler.poll();
    await rig.run(minute);
    expect(rig.ledger.find('a').settlement?.cost.usd).toBe('0.25');
  });

  it('that was long ago keeps its estimate in the sums when its bill never comes', async () => {
    const rig = new ReconcilerRig([open({ createdAt: start - 2 * hour })], {});
    rig.found.set('a', guess('0.05'));
    await rig.run(minute);
    expect(rig.ledger.find('a').settlement?.cost.source).toBe('unknown');
    const { conversationUsd } = await rig.costs.spend('c', []);
    expect(conversationUsd).toBe('0.05');
  });
});

describe('many requests', () => {
  it('are each asked about by their own clock; one that fails holds up no other', async () => {
    const entries = ['a', 'b', 'c'].map((id) => ledgerEntry(id, guess('0.1'), { createdAt: start, generationId: `gen-${id}` }));
    const rig = new ReconcilerRig(entries, {
      'gen-a': [new ChatError('HTTP_500', '500')],
      'gen-b': [record('1')],
      'gen-c': [null, record('2')],
    });
    await rig.run(2 * second);
    expect(['b', 'c'].map((id) => rig.ledger.find(id).settlement?.cost.usd)).toEqual(['1', '2']);
  });

  it('are asked about although the conversation of one cannot be read', async () => {
    const rig = new ReconcilerRig([open({ createdAt: start - minute }), stopped({ id: 'b', generationId: 'gen-b' })], {
      'gen-b': [record('1')],
    });
    rig.found.set('a', new Error('Damaged.'));
    await rig.run(second);
    expect([rig.ledger.find('b').settlement?.cost.usd, rig.ledger.find('a').settlement]).toEqual(['1', null]);
  });

  it('are kept in mind while the ledger cannot be written', async () => {
    const rig = new ReconcilerRig([stopped()], { 'gen-a': [record('0.25'), record('0.25')] });
    const { settle } = rig.ledger;
    rig.ledger.settle = () => Promise.reject(new Error('ENOSPC'));
    await rig.run(second);
    rig.ledger.settle = settle;
    await rig.run(second);
    expect([rig.ledger.find('a').settlement?.cost.usd, rig.notified]).toEqual(['0.25', [['a', '0.25']]]);
  });

  it('are polled once for many changes', async () => {
    const rig = new ReconcilerRig([], {});
    for (let change = 0; change < 50; change++) rig.reconciler.poll();
    await rig.run(second);
    expect(rig.ledger.reads).toBe(1);
  });

  it('are polled again when a change comes during a poll', async () => {
    const rig = new ReconcilerRig([stopped()], { 'gen-a': [record('0.25')], 'gen-b': [record('0.5')] });
    rig.lookup.onAsked = () => {
      rig.ledger.put(ledgerEntry('b', guess('0.1'), { createdAt: start, generationId: 'gen-b' }));
      rig.reconciler.poll();
    };
    await rig.run(second);
    expect(rig.ledger.find('b').settlement?.cost.usd).toBe('0.5');
  });

  it('are asked about in their own time, also one that came during a slow poll for one that waits for long', async () => {
    const rig = new ReconcilerRig([stopped()], { 'gen-b': [null, null, record('0.5')] });
    await rig.run(239 * second);
    const { promise, resolve } = Promise.withResolvers<void>();
    rig.lookup.answersAfter = promise;
    rig.lookup.onAsked = () => {
      rig.lookup.onAsked = () => undefined;
      rig.ledger.put(ledgerEntry('b', guess('0.1'), { createdAt: rig.clock.now(), generationId: 'gen-b' }));
      rig.reconciler.poll();
    };
    await rig.run(4 * second);
    resolve();
    await rig.run(5 * second);
    expect(rig.ledger.find('b').settlement?.cost.usd).toBe('0.5');
  });

  it('of a ledger that cannot be read are polled again a minute later', async () => {
    const rig = new ReconcilerRig([stopped()], { 'gen-a': [record('0.25')] });
    rig.ledger.failure = new Error('EIO');
    await rig.run(30 * second);
    rig.ledger.failure = null;
    await rig.run(minute);
    expect(rig.ledger.find('a').settlement?.cost.usd).toBe('0.25');
    expect(rig.logger.lines).toMatchObject([{ level: 'warn', event: 'bills.pollFailed' }]);
  });

  it('that two windows ask about are settled with the same bill', async () => {
    const first = new ReconcilerRig([stopped()], { 'gen-a': [record('0.25')] });
    const second_ = new ReconcilerRig([], { 'gen-a': [record('0.25')] }, start, first.ledger);
    await Promise.all([first.run(second), second_.run(second)]);
    const bills = first.ledger.settled.map(({ settlement }) => settlement);
    expect(bills.length).toBeGreaterThanOrEqual(1);
    expect(new Set(bills.map((each) => JSON.stringify(each))).size).toBe(1);
    expect(first.ledger.find('a').settlement?.cost.usd).toBe('0.25');
  });
});

describe('a bill that the person asks for', () => {
  it('is settled when it is there', async () => {
    const rig = new ReconcilerRig([stopped({ createdAt: start - 1000 * hour })], { 'gen-a': [record('0.25')] });
    await rig.reconciler.check('a');
    expect([rig.ledger.find('a').settlement?.cost.usd, rig.notified]).toEqual(['0.25', [['a', '0.25']]]);
  });

  it('that is here already is not asked for', async () => {
    const rig = new ReconcilerRig([stopped({ settlement: { ...settled(), cost: bill('1') } })], {});
    await rig.reconciler.check('a');
    expect(rig.asked).toEqual([]);
  });

  it.each([
    ['that is not on record', stopped(), 'OpenRouter has no record of this request (yet).'],
    ['without a generation', stopped({ generationId: null }), 'OpenRouter cannot be asked about it'],
  ])('%s says so', async (_, entry, sentence) => {
    await expect(new ReconcilerRig([entry], {}).reconciler.check('a')).rejects.toThrow(sentence);
  });

  it('of a request that is not in the ledger says so', async () => {
    await expect(new ReconcilerRig([], {}).reconciler.check('a')).rejects.toMatchObject({
      code: 'REFUSED',
      message: 'This request is not in the ledger any more.',
    });
  });

  it('passes on why nobody could be asked', async () => {
    const rig = new ReconcilerRig([stopped()], { 'gen-a': [new ChatError('OFFLINE', 'Offline.')] });
    await expect(rig.reconciler.check('a')).rejects.toThrow('Offline.');
  });
});

describe('a closed window', () => {
  it('asks nothing any more, and takes back what it asks', async () => {
    const rig = new ReconcilerRig([stopped()], { 'gen-a': [null, record('1')] });
    await rig.run(500);
    rig.reconciler.dispose();
    rig.reconciler.poll();
    rig.reconciler.reset();
    await rig.run(hour);
    expect([rig.asked.length, rig.ledger.settled.length]).toEqual([1, 0]);
    expect(rig.asked[0]?.signal.aborted).toBe(true);
  });
});

function settled() {
  const { settlement } = stopped();
  if (!settlement) throw new Error('It has an estimate.');
  return settlement;
}
