import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Decimal } from 'decimal.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Budget } from '../../../src/core/ports/budget.ts';
import { ChatRig, cheapModel, cleanUp, until } from '../../support/chatRig.ts';
import { ask, opened } from './kit/pages.ts';
import { type ChatBody, type Simulator, startSimulator } from '../../support/simulator/simulator.ts';

const none: Budget = { conversationUsd: null, dayUsd: null, monthUsd: null, warnAtPercent: 80 };
/** USD of a token of the dear models' answers. */
const tokenUsd = 0.00025;

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator();
});
afterEach(async () => {
  await cleanUp();
  await simulator.close();
});

async function openRig(limits: Partial<Budget>, folder?: string): Promise<ChatRig> {
  const rig = new ChatRig({ service: simulator, ...(folder !== undefined && { folder }) });
  rig.settings = { ...rig.settings, budget: { ...none, ...limits } };
  await rig.readCatalogue();
  return rig;
}

const completions = () => simulator.requests.filter(({ method }) => method === 'POST').map(({ body }) => body as ChatBody);
const pieces = (rig: ChatRig) => rig.events.filter(({ type }) => type === 'token.generated').length;
const billedUsd = () => simulator.bills.reduce((sum, { paidUsd }) => sum.add(paidUsd), new Decimal(0)).toNumber();
const reservedUsd = async (rig: ChatRig) => (await rig.environment.spend(null)).budgets.map((budget) => budget.reservedUsd);

describe('a budget of one cent against an answer of one dollar', () => {
  it.each(['simulated/dollar', 'simulated/dollar-google'])(
    'is kept, because the answer is bounded before it is asked for: %s',
    async (model) => {
      const rig = await openRig({ dayUsd: 0.01 });
      const { answer } = await rig.converse('Write a long book.', { model });
      await simulator.idle();
      expect(answer).toMatchObject({ state: 'complete', finishReason: 'length' });
      expect(completions()[0]?.max_tokens).toBeLessThan(0.01 / tokenUsd);
      expect(billedUsd()).toBeGreaterThan(0.005);
      expect(billedUsd()).toBeLessThanOrEqual(0.01);
    },
  );

  it('notifies the user that the answer will be short', async () => {
    const rig = await openRig({ dayUsd: 0.01 });
    const page = await opened(rig);
    await page.request('selectModel', { id: 'simulated/dollar' });
    await ask(page, 'Write a long book.');
    await rig.rest();
    const text = `The budget leaves room for an answer of ${String(completions()[0]?.max_tokens)} tokens.`;
    await until('the notice', () => page.hostCommands.length > 0);
    expect(page.hostCommands).toEqual([{ type: 'hostCommand', command: 'notice', text }]);
  });

  it('is overrun by what is on its way at most, where a provider that stops when told to ignores the bound', async () => {
    simulator.paceMs = 2;
    const rig = await openRig({ dayUsd: 0.01 });
    const { conversationId, answer } = await rig.converse('Write a long book.', { model: 'simulated/deaf' });
    await simulator.idle();
    expect(answer).toMatchObject({
      state: 'interrupted',
      failure: { code: 'BUDGET_EXCEEDED', actions: ['raiseLimit', 'switchModel', 'useDemo'] },
    });
    expect(answer.text).not.toBe('');
    expect(simulator.bills).toMatchObject([{ cancelled: true }]);
    // Two milliseconds a token: a check of every batch, and the way of the abort.
    expect(billedUsd()).toBeLessThan(0.01 + 100 * tokenUsd);
    await expect(rig.ask('Go on.', { in: conversationId, model: 'simulated/deaf' })).rejects.toMatchObject({ code: 'BUDGET_EXCEEDED' });
  });

  it('cannot keep a provider from billing to the end what it was not asked for, but learns of it and stops there', async () => {
    const rig = await openRig({ dayUsd: 0.01 });
    await rig.converse('Write a long book.', { model: 'simulated/deaf-google' });
    await simulator.idle();
    await until('the bill', async () => Number((await rig.environment.spend(null)).todayUsd) === billedUsd());
    await expect(rig.ask('Once more.', { model: cheapModel })).rejects.toMatchObject({ code: 'BUDGET_EXCEEDED' });
  });
});

describe('a catalogue that lies', () => {
  it('is found out by the first bill: what runs then is ended where it goes beyond the limit', async () => {
    const rig = await openRig({ dayUsd: 0.02 });
    simulator.say('word '.repeat(600));
    const gate = simulator.hold(300);
    const running = await rig.ask('Slowly.', { model: cheapModel });
    await until('a part', () => (rig.orchestrator.live(running)[0]?.text.length ?? 0) > 1000);
    // Reserved at a sixtieth of what it is billed at.
    await rig.ask('At once.', { model: 'simulated/liar' });
    await until('the bill of the liar', () => simulator.bills.some(({ modelId }) => modelId === 'simulated/liar'));
    await rig.rest();
    gate.release();
    expect(await rig.newest(running)).toMatchObject({ state: 'interrupted', failure: { code: 'BUDGET_EXCEEDED' } });
  });

  it('raises what is reserved for the next answer by as much', async () => {
    const rig = await openRig({ dayUsd: 5 });
    simulator.say('word '.repeat(50));
    await rig.converse('Once.', { model: 'simulated/liar' });
    await rig.converse('Twice.', { model: 'simulated/liar' });
    const [first, second] = await rig.archive.entries({ since: 0 });
    const ratio = Number(second?.forecast?.mostUsd) / Number(first?.forecast?.mostUsd);
    expect(ratio).toBeGreaterThan(40);
    expect(ratio).toBeLessThan(80);
  });
});

describe('what is reserved', () => {
  it('is free when the bill is here', async () => {
    const rig = await openRig({ dayUsd: 5 });
    await rig.converse('Hello');
    expect(await reservedUsd(rig)).toEqual(['0']);
  });

  it('is free at once when the service refuses', async () => {
    const rig = await openRig({ dayUsd: 5 });
    await rig.converse('Hello', { model: 'fault/429' });
    expect(await reservedUsd(rig)).toEqual(['0']);
  });

  it('stays while it is unknown what a stopped answer cost, and is free when that is found out', async () => {
    simulator.generationLateMs = Infinity;
    const rig = await openRig({ dayUsd: 5 });
    const gate = simulator.hold(2);
    const id = await rig.ask('Hello');
    await until('a part', () => rig.orchestrator.live(id)[0]?.isEmpty === false);
    rig.orchestrator.stop(id);
    await rig.rest();
    gate.release();
    await simulator.idle();
    expect(Number((await reservedUsd(rig))[0])).toBeGreaterThan(0.001);
    simulator.generationLateMs = 0;
    await until('the bill', async () => (await reservedUsd(rig))[0] === '0');
    expect((await rig.newest(id)).cost).toEqual({ source: 'generation', usd: simulator.bills[0]?.paidUsd });
  });

  it('is free when the person dismisses the request', async () => {
    simulator.generationLateMs = Infinity;
    const rig = await openRig({ dayUsd: 5 });
    const { conversationId } = await rig.converse('Hello', { model: 'fault/no-usage' });
    expect((await rig.core.spending.report(false, null)).unresolved).toMatchObject([{ conversationId, canBeChecked: true }]);
    const [entry] = await rig.ledger(conversationId);
    await expect(rig.core.spending.checkRequest(entry?.id ?? '')).rejects.toMatchObject({ code: 'REFUSED' });
    await rig.core.spending.dismissRequest(entry?.id ?? '');
    expect(await reservedUsd(rig)).toEqual(['0']);
    expect((await rig.core.spending.report(false, null)).unresolved).toEqual([]);
  });

  it('is drained for a provider that bills to the end: the usage of a stopped answer still comes', async () => {
    simulator.generationLateMs = Infinity;
    const rig = await openRig({ dayUsd: 5 });
    const gate = simulator.hold(2);
    const id = await rig.ask('Hello', { model: 'simulated/google' });
    await until('a part', () => rig.orchestrator.live(id)[0]?.isEmpty === false);
    const part = rig.orchestrator.live(id)[0]?.text ?? '';
    rig.orchestrator.stop(id);
    await rig.rest();
    expect(await rig.newest(id)).toMatchObject({ state: 'stopped', text: part, cost: { source: 'estimate' } });
    gate.release();
    await simulator.idle();
    await until('the bill', async () => (await rig.newest(id)).cost?.source === 'usage');
    expect(await rig.newest(id)).toMatchObject({ state: 'stopped', text: part, cost: { usd: simulator.bills[0]?.paidUsd } });
    expect(simulator.bills).toMatchObject([{ cancelled: false }]);
  });
});

describe('two windows', () => {
  it('race for the last cent, and one of them gets it', async () => {
    const one = await openRig({ monthUsd: 0.01 });
    const other = await openRig({ monthUsd: 0.01 }, one.folder);
    simulator.paceMs = 1;
    const asked = await Promise.allSettled([
      one.ask('Write.', { model: 'simulated/dollar' }),
      other.ask('Write, too.', { model: 'simulated/dollar' }),
    ]);
    expect(asked.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await Promise.all([one.rest(), other.rest()]);
    await simulator.idle();
    expect(billedUsd()).toBeLessThanOrEqual(0.01);
  });

  it('share the limits of a day: what one has spent is gone for the other', async () => {
    const one = await openRig({ dayUsd: 5 });
    await one.converse('Hello');
    const other = await openRig({ dayUsd: billedUsd() }, one.folder);
    await expect(other.ask('Hello')).rejects.toMatchObject({ code: 'BUDGET_EXCEEDED' });
  });
});

describe('a limit', () => {
  it('warns once when four fifths are used, and suspends when all is', async () => {
    const rig = await openRig({ conversationUsd: 5 });
    const { conversationId } = await rig.converse('Hello');
    const limitUsd = billedUsd() * 1.1;
    rig.settings = { ...rig.settings, budget: { ...none, conversationUsd: limitUsd } };
    const state = async () => (await rig.environment.spend(conversationId)).budgets[0]?.state;
    expect(await state()).toBe('warn');
    rig.settings = { ...rig.settings, budget: { ...none, conversationUsd: billedUsd() } };
    expect(await state()).toBe('reached');
    await expect(rig.ask('More', { in: conversationId })).rejects.toMatchObject({ code: 'BUDGET_EXCEEDED' });
    rig.settings = { ...rig.settings, budget: { ...none, conversationUsd: 5 } };
    expect(await state()).toBe('ok');
    expect((await rig.converse('More', { in: conversationId })).answer.state).toBe('complete');
  });

  it('announces the crossing while an answer runs', async () => {
    const rig = await openRig({ dayUsd: 0.3, warnAtPercent: 1 });
    simulator.paceMs = 80;
    const id = await rig.ask('Write.', { model: 'simulated/dollar' });
    await until('the warning', () => rig.events.some(({ type }) => type === 'budget.threshold'));
    expect(rig.orchestrator.live(id)).toHaveLength(1);
    rig.orchestrator.stop(id);
    await rig.rest();
    expect(rig.events.filter(({ type }) => type === 'budget.threshold')).toHaveLength(1);
  });

  it('of zero refuses everything that costs', async () => {
    const rig = await openRig({ monthUsd: 0 });
    await expect(rig.ask('Hello')).rejects.toMatchObject({ code: 'BUDGET_EXCEEDED' });
    expect((await rig.converse('table', { model: 'demo/tour' })).answer.state).toBe('complete');
    expect(completions()).toEqual([]);
  });

  it('sends the price that it was reckoned with, so that no dearer provider serves', async () => {
    const rig = await openRig({ dayUsd: 5 });
    await rig.converse('Hello', { model: 'simulated/two-providers' });
    expect(completions()[0]).toMatchObject({ provider: { max_price: { prompt: '1', completion: '4' } } });
    expect(simulator.bills).toMatchObject([{ provider: 'OpenAI' }]);
  });
});

describe('a message without a bound', () => {
  it.each(['simulated/router', 'simulated/unpriced', 'simulated/half-priced'])(
    'is sent only when the person says so: %s',
    async (model) => {
      const rig = await openRig({ dayUsd: 5 });
      await expect(rig.ask('Hello', { model })).rejects.toMatchObject({
        code: 'REFUSED',
        actions: expect.arrayContaining(['sendAnyway']) as unknown,
      });
      expect(completions()).toEqual([]);
      const question = { conversationId: null, position: { below: null }, attachments: [], modelId: model } as const;
      await rig.orchestrator.ask({ ...question, text: 'Hello', unreserved: true });
      await rig.rest();
      await expect(rig.ask('Hello again', { model })).rejects.toMatchObject({ code: 'REFUSED' });
      expect(completions()).toHaveLength(1);
    },
  );

  it('is sent without being asked about where the person has said so, of that model in that conversation', async () => {
    const rig = await openRig({ dayUsd: 5 });
    const model = 'simulated/router';
    const question = { position: { below: null }, attachments: [], modelId: model } as const;
    const { conversationId } = await rig.orchestrator.ask({ ...question, conversationId: null, text: 'Hello', unreserved: 'conversation' });
    await rig.rest();
    await rig.converse('Hello again', { in: conversationId });
    expect(completions()).toHaveLength(2);
    await expect(rig.ask('Hello elsewhere', { model })).rejects.toMatchObject({ code: 'REFUSED' });
    await rig.orchestrator.selectModel(conversationId, 'simulated/unpriced');
    await expect(rig.ask('Hello to another', { in: conversationId })).rejects.toMatchObject({ code: 'REFUSED' });
  });

  it('needs no agreement where no limit is set', async () => {
    const rig = await openRig({});
    expect((await rig.converse('Hello', { model: 'simulated/router' })).answer.state).toBe('complete');
    expect(completions()[0]?.provider).toBeUndefined();
  });
});

describe('a store of reservations that cannot be written', () => {
  it('sends nothing without asking', async () => {
    const rig = await openRig({ dayUsd: 5 });
    await mkdir(join(rig.folder, 'budget'), { recursive: true });
    await writeFile(join(rig.folder, 'budget', 'r'), 'a file where a folder belongs');
    await expect(rig.ask('Hello')).rejects.toMatchObject({ code: 'ARCHIVE_READONLY', actions: ['sendAnyway', 'showLog'] });
    expect(completions()).toEqual([]);
    const question = { conversationId: null, position: { below: null }, attachments: [], modelId: cheapModel } as const;
    await rig.orchestrator.ask({ ...question, text: 'Hello', unreserved: true });
    await rig.rest();
    expect(completions()).toHaveLength(1);
  });

  it('never lets through what a limit forbids', async () => {
    const rig = await openRig({ dayUsd: 0 });
    await mkdir(join(rig.folder, 'budget'), { recursive: true });
    await writeFile(join(rig.folder, 'budget', 'r'), 'a file where a folder belongs');
    const question = { conversationId: null, position: { below: null }, attachments: [], modelId: cheapModel } as const;
    await expect(rig.orchestrator.ask({ ...question, text: 'Hello', unreserved: true })).rejects.toMatchObject({ code: 'BUDGET_EXCEEDED' });
  });
});

describe('an account whose credit covers a short answer', () => {
  it('is asked once more, for that one; both requests are in the ledger', async () => {
    const rig = await openRig({ dayUsd: 5 });
    simulator.say('word '.repeat(400));
    const { conversationId, answer } = await rig.converse('Hello', { model: 'simulated/affordable' });
    await simulator.idle();
    expect(completions().map((body) => body.max_tokens)).toEqual([16_384, 120]);
    expect(answer).toMatchObject({ state: 'complete', finishReason: 'length', failure: null });
    const ledger = await rig.ledger(conversationId);
    expect(ledger.map(({ settlement }) => settlement?.cost.usd)).toEqual(['0', simulator.bills[0]?.paidUsd]);
    expect(answer.cost?.usd).toBe(simulator.bills[0]?.paidUsd);
    expect(await reservedUsd(rig)).toEqual(['0']);
  });

  it('that covers no answer at all is reported', async () => {
    const rig = await openRig({ dayUsd: 5 });
    simulator.credit.affordableTokens = 3;
    const { answer } = await rig.converse('Hello', { model: 'simulated/affordable' });
    expect(answer).toMatchObject({ state: 'failed', failure: { code: 'HTTP_402' }, cost: { usd: '0' } });
    expect(completions()).toHaveLength(1);
  });
});

describe('a message that costs more than the alert', () => {
  it('is pointed out once, while it runs', async () => {
    const rig = await openRig({ dayUsd: 5 });
    rig.settings = { ...rig.settings, messageAlertUsd: 0.01 };
    simulator.paceMs = 3;
    const id = await rig.ask('Write.', { model: 'simulated/dollar' });
    await until('the alert', () => rig.events.some(({ type }) => type === 'budget.alert'));
    const piecesThen = pieces(rig);
    await until('more of the answer', () => pieces(rig) >= piecesThen + 20);
    rig.orchestrator.stop(id);
    await rig.rest();
    expect(rig.events.filter(({ type }) => type === 'budget.alert')).toMatchObject([{ alertUsd: '0.01' }]);
  });
});
