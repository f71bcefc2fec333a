// A whole chat on a file system that takes every write and refuses every sync, as some network and FUSE folders do.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ChatRig, cleanUp } from '../../support/chatRig.ts';
import { refuseSync } from '../../support/refuseSync.ts';
import { type Simulator, startSimulator } from '../../support/simulator/simulator.ts';

let code = '';
let refusals: Awaited<ReturnType<typeof refuseSync>>;
beforeAll(async () => void (refusals = await refuseSync(() => code)));
afterAll(() => refusals.forEach((refusal) => refusal.mockRestore()));

let simulator: Simulator;
beforeEach(async () => void (simulator = await startSimulator()));
afterEach(async () => {
  await cleanUp();
  await simulator.close();
});

describe.each(['EPERM', 'EINVAL'])('a disk that refuses to sync (%s)', (refusal) => {
  beforeEach(() => void (code = refusal));

  it('keeps the conversation and the budget, and warns once', async () => {
    const rig = new ChatRig({ service: simulator });
    rig.settings = { ...rig.settings, budget: { conversationUsd: 5, dayUsd: 5, monthUsd: null, warnAtPercent: 80 } };
    await rig.readCatalogue();
    const states: string[] = [];
    rig.archive.onDidChangeState(() => void states.push(rig.archive.state().state));
    const { conversationId, answer } = await rig.converse('Hello');
    expect(answer).toMatchObject({ state: 'complete', failure: null, cost: { usd: simulator.bills[0]?.paidUsd } });
    expect(states).toEqual(['unsynced']);
    expect((await rig.environment.spend(conversationId)).budgets.map(({ reservedUsd }) => reservedUsd)).toEqual(['0', '0']);

    const next = new ChatRig({ service: simulator, folder: rig.folder });
    expect((await next.messages(conversationId)).map(({ role }) => role)).toEqual(['user', 'assistant']);
    expect(await next.ledger(conversationId)).toHaveLength(1);
  });
});

describe('a disk that loses what it syncs', () => {
  beforeEach(() => void (code = 'EIO'));

  it('reserves no money and sends nothing, and the cause is named', async () => {
    const rig = new ChatRig({ service: simulator });
    rig.settings = { ...rig.settings, budget: { conversationUsd: 5, dayUsd: null, monthUsd: null, warnAtPercent: 80 } };
    await rig.readCatalogue();
    await expect(rig.ask('Hello')).rejects.toMatchObject({ message: expect.stringContaining('(EIO, fdatasync)') as unknown });
    expect(simulator.requests.filter(({ method }) => method === 'POST')).toEqual([]);
  });
});
