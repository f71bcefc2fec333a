import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MessageState } from '../../../src/shared/model/message.ts';
import type { CostSource } from '../../../src/shared/model/money.ts';
import { ChatRig, cleanUp, deadService } from '../../support/chatRig.ts';
import { faults } from '../../support/simulator/faults.ts';
import { type Simulator, startSimulator } from '../../support/simulator/simulator.ts';

const whole = 'One two three four five six seven eight.';
const unknown = { source: 'unknown', usd: null } as const;
const free = { source: 'uncharged', usd: '0' } as const;

interface Expectation {
  readonly state: MessageState;
  readonly code?: string;
  readonly actions?: readonly string[];
  readonly text?: string;
  readonly cost: { readonly source: CostSource; readonly usd?: string | null } | 'bill';
}

const refused = (code: string, actions: readonly string[]): Expectation => ({ state: 'failed', code, actions, text: '', cost: free });
const silent = (code: string, actions: readonly string[]): Expectation => ({ state: 'failed', code, actions, text: '', cost: unknown });
const broken = (code: string, actions: readonly string[], text: string): Expectation => ({
  state: 'interrupted',
  code,
  actions,
  text,
  cost: { source: 'estimate' },
});
const complete = (cost: Expectation['cost'] = 'bill'): Expectation => ({ state: 'complete', text: whole, cost });
const retryOrSwitch = ['retry', 'switchModel'];

/** What a person sees of every way to fail, and what the ledger keeps of it: nothing charged, an estimate, or unknown; never "0" for unknown. */
const expectations: Readonly<Record<string, Expectation>> = {
  'fault/400': refused('HTTP_400', ['switchModel', 'showLog']),
  'fault/401': refused('UNAUTHORIZED', ['setApiKey']),
  'fault/402-credits': refused('HTTP_402', ['switchModel', 'setApiKey']),
  'fault/402-affordable': refused('HTTP_402', ['switchModel', 'retry']),
  'fault/402-in-flight': refused('HTTP_402', ['retry']),
  'fault/402-weight': refused('HTTP_402', ['openSettings', 'switchModel']),
  'fault/402-key': refused('HTTP_402', ['setApiKey']),
  'fault/403': refused('HTTP_403', ['switchModel']),
  'fault/404': refused('MODEL_UNAVAILABLE', ['retry', 'switchModel', 'openSettings']),
  'fault/408': silent('TIMEOUT', retryOrSwitch),
  'fault/429': refused('RATE_LIMITED', retryOrSwitch),
  'fault/500': silent('HTTP_500', retryOrSwitch),
  'fault/502': silent('MODEL_UNAVAILABLE', retryOrSwitch),
  'fault/503': refused('MODEL_UNAVAILABLE', retryOrSwitch),
  'fault/524': silent('TIMEOUT', retryOrSwitch),
  'fault/overflow': refused('CONTEXT_OVERFLOW', ['switchModel']),
  'fault/html': silent('BAD_SETTING', ['openSettings', 'retry']),
  'fault/json-error': silent('MODEL_UNAVAILABLE', retryOrSwitch),
  'fault/redirect': refused('BAD_SETTING', ['openSettings']),
  'fault/not-streamed': complete(),
  'fault/error-in-200': broken('MODEL_UNAVAILABLE', retryOrSwitch, 'One two thre'),
  'fault/error-in-200-first': silent('CONTEXT_OVERFLOW', ['switchModel']),
  'fault/error-in-200-string': broken('HTTP_500', retryOrSwitch, 'One two'),
  'fault/error-in-choice': broken('RATE_LIMITED', retryOrSwitch, 'One two'),
  'fault/network-error': { ...refused('MODEL_UNAVAILABLE', retryOrSwitch), cost: 'bill' },
  'fault/cut': broken('INTERRUPTED', ['retry'], 'One two three'),
  'fault/cut-before-usage': complete({ source: 'estimate' }),
  'fault/eof': broken('INTERRUPTED', ['retry'], 'One two three'),
  'fault/one-byte': complete(),
  'fault/silence': broken('TIMEOUT', retryOrSwitch, 'One two'),
  'fault/slow-start': complete(),
  'fault/malformed-json': broken('INTERRUPTED', ['retry'], 'One two thre'),
  'fault/no-usage': complete({ source: 'estimate' }),
  'fault/usage-empty-choices': complete(),
  'fault/byok': complete({ source: 'usage' }),
  'fault/not-cancellable': complete(),
  'fault/reasoning': complete(),
  'fault/huge-line': { state: 'complete', text: 'x'.repeat(1024 * 1024) + whole, cost: 'bill' },
  'fault/broken-utf8': { state: 'complete', text: `<\ufffd>${whole}`, cost: 'bill' },
};

let simulator: Simulator;
let rig: ChatRig;
const unhandled: unknown[] = [];
const note = (reason: unknown) => void unhandled.push(reason);
beforeAll(async () => {
  process.on('unhandledRejection', note);
  simulator = await startSimulator();
  simulator.say(whole);
  // The bills that are asked for later are another test's matter.
  simulator.generationLateMs = Infinity;
  rig = new ChatRig({ service: simulator });
  await rig.readCatalogue();
});
afterAll(async () => {
  await cleanUp();
  process.off('unhandledRejection', note);
  await simulator.close();
});

it('there is an expectation for every fault', () => {
  expect(Object.keys(expectations).sort()).toEqual(Object.keys(faults).sort());
});

describe.each(Object.entries(expectations))('%s', (model, { state, code, actions, text, cost }) => {
  it(`ends as ${state}${code === undefined ? '' : ` (${code})`}, keeps the part, and knows its money`, async () => {
    unhandled.length = 0;
    simulator.bills.length = 0;
    rig.timeoutMs = model === 'fault/silence' ? 150 : 10_000;
    const { conversationId, answer } = await rig.converse(`What happens with ${model}?`, { model });
    await simulator.idle();

    expect(answer.state).toBe(state);
    expect(answer.text).toBe(text);
    if (code === undefined) expect(answer.failure).toBeNull();
    else expect(answer.failure).toMatchObject({ code, actions });
    expect(answer.failure?.message ?? '').not.toMatch(/sk-or-|undefined|\[object/);

    const attempts = await rig.ledger(conversationId);
    // Where the credit covers a shorter answer, that one is asked for once.
    expect(attempts).toHaveLength(model === 'fault/402-affordable' ? 2 : 1);
    expect(attempts.at(-1)?.settlement?.cost).toEqual(answer.cost);
    if (cost === 'bill') expect(answer.cost).toEqual({ source: 'usage', usd: simulator.bills[0]?.costUsd });
    else expect(answer.cost).toMatchObject(cost);
    // An estimate of what arrived is money, however little.
    if (answer.cost?.source === 'estimate') expect(answer.cost.usd).toMatch(/[1-9]/);

    const last = rig.events.at(-1);
    expect(last).toMatchObject(code === undefined ? { type: 'message.completed' } : { type: 'message.failed', code });
    expect(unhandled).toEqual([]);
  });
});

describe('a service that cannot be reached', () => {
  it('costs nothing, and offers the model that needs no network', async () => {
    const alone = new ChatRig({ service: await deadService() });
    alone.settings = { ...alone.settings, budget: { ...alone.settings.budget, conversationUsd: null } };
    const { answer } = await alone.converse('Is there anybody?');
    expect(answer).toMatchObject({
      state: 'failed',
      cost: free,
      failure: { code: 'OFFLINE', retryable: true, actions: ['retry', 'openSettings', 'useDemo'] },
    });
  });

  it('names no prices: what no budget can limit is not sent without asking', async () => {
    const alone = new ChatRig({ service: await deadService() });
    await expect(alone.ask('Is there anybody?')).rejects.toMatchObject({
      code: 'OFFLINE',
      message: expect.stringContaining('no budget can limit this message. Nothing was sent.') as unknown,
      actions: ['retry', 'openSettings', 'useDemo', 'sendAnyway'],
    });
    expect(await alone.archive.conversations()).toEqual([]);
  });

  it('leaves it open what a request has cost to which the connection was lost before it was answered', async () => {
    simulator.unreachable = true;
    try {
      const { answer } = await rig.converse('Is there anybody?');
      expect(answer).toMatchObject({ state: 'failed', cost: unknown });
    } finally {
      simulator.unreachable = false;
    }
  });
});
