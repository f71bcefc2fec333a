import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LedgerEntry } from '../../../src/core/ports/ledger.ts';
import { isBilledSource } from '../../../src/shared/model/isBilledSource.ts';
import { ChatRig, cheapModel, cleanUp, otherModel, temporaryFolder, until } from '../../support/chatRig.ts';
import { type Bill, type Simulator, startSimulator } from '../../support/simulator/simulator.ts';
import { bundleProgram } from '../archive/kit/bundleProgram.ts';
import { seededRandom } from '../archive/kit/seededRandom.ts';
import { startProgram } from '../archive/kit/startProgram.ts';

const requests = 1000;
const killedWindows = 4;
const askedByEach = 25;

const priced = [
  cheapModel,
  otherModel,
  'simulated/precise',
  'simulated/gift:free',
  'simulated/tiers',
  '~simulated/tiers-latest',
  'simulated/discount',
  'simulated/hours',
  'simulated/workdays',
  'simulated/cache-read',
  'simulated/cache-write',
  'simulated/thinker',
  'simulated/thinker-apart',
  'simulated/thinker-dear',
  'simulated/per-request',
  'simulated/stealth',
  'simulated/liar',
  'simulated/two-providers',
  'simulated/google',
  'simulated/mistral',
  'simulated/bedrock',
  'simulated/byok',
  'simulated/byok-google',
  'simulated/router',
  'simulated/unpriced',
  'simulated/half-priced',
];
const broken = [
  'fault/cut',
  'fault/eof',
  'fault/error-in-200',
  'fault/no-usage',
  'fault/cut-before-usage',
  'simulated/google-cut',
  'simulated/usage-nulls',
  'simulated/usage-all-null',
  'simulated/usage-costless',
  'simulated/usage-cached-beyond',
  'simulated/usage-twice',
  'simulated/usage-growing',
  'simulated/usage-after-error',
  'simulated/usage-empty-choices',
];
const refused = ['fault/429', 'fault/503', 'fault/400', 'simulated/affordable', 'simulated/key-limit', 'fault/402-weight'];

const random = seededRandom(20261127);
const oneOf = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;

let simulator: Simulator;
let window: ChatRig;
/** How many requests went which way. */
const ends = new Map<string, number>();
let entries: readonly LedgerEntry[] = [];
let bills: ReadonlyMap<string, Bill> = new Map();

beforeAll(async () => {
  simulator = await startSimulator();
  simulator.say(({ messages }) => 'An answer of some words. '.repeat(1 + ((messages.at(-1)?.content.length ?? 0) % 12)));
  const folder = temporaryFolder();
  await letWindowsDie(folder);
  window = new ChatRig({ service: simulator, folder });
  await window.readCatalogue();
  window.settings = { ...window.settings, budget: { conversationUsd: 1000, dayUsd: 1000, monthUsd: 1000, warnAtPercent: 80 } };
  await askAll();
  await simulator.idle();
  window.core.reconciler.poll();
  await until(
    'every bill that can be had',
    async () => {
      entries = await window.archive.entries({ since: 0 });
      return entries.every(
        (entry) => entry.generationId === null || (entry.settlement !== null && isBilledSource(entry.settlement.cost.source)),
      );
    },
    90_000,
  );
  bills = new Map(simulator.bills.map((bill) => [bill.generationId, bill]));
  console.log(`${entries.length} attempts: ${[...ends].map(([name, count]) => `${count} ${name}`).join(', ')}`);
}, 240_000);

afterAll(async () => {
  await cleanUp();
  await simulator.close();
});

/** Windows that are killed while all their answers arrive. */
async function letWindowsDie(folder: string): Promise<void> {
  const program = await bundleProgram(fileURLToPath(new URL('doomedAsker.ts', import.meta.url)));
  const models = priced.filter((model) => !['simulated/router', 'simulated/unpriced', 'simulated/half-priced'].includes(model));
  for (let index = 0; index < killedWindows; index++) {
    const gates = Array.from({ length: askedByEach }, () => simulator.hold(2));
    const asked = Array.from(
      { length: askedByEach },
      (_, position) => models[(index * askedByEach + position) % models.length] ?? cheapModel,
    );
    const child = startProgram([process.execPath, program, simulator.url, simulator.key ?? '', folder, ...asked]);
    await until('the answers of the window', () => child.lines.includes('begun'), 60_000);
    child.process.kill('SIGKILL');
    await child.ended;
    for (const gate of gates) gate.release();
    ends.set('killed', (ends.get('killed') ?? 0) + askedByEach);
  }
}

async function askAll(): Promise<void> {
  let conversationId: string | null = null;
  for (let asked = killedWindows * askedByEach; asked < requests; asked++) {
    if (random() < 0.08) conversationId = null;
    conversationId = await askOne(conversationId, asked);
  }
}

async function askOne(conversationId: string | null, index: number): Promise<string> {
  const dice = random();
  const [way, model] =
    dice < 0.12
      ? ['refused', oneOf(refused)]
      : dice < 0.3
        ? ['broken', oneOf(broken)]
        : dice < 0.55
          ? ['stopped', oneOf(priced)]
          : ['whole', oneOf(priced)];
  const gate = way === 'stopped' ? simulator.hold(1 + Math.floor(random() * 3)) : null;
  if (conversationId !== null) await window.archive.changeConversation(conversationId, { modelId: model });
  const text = `Question ${index}. ${'More of it. '.repeat(Math.floor(random() * 30))}`;
  const question = { conversationId, position: { below: null }, text, attachments: [], modelId: model, unreserved: true as const };
  const { conversationId: id } = await window.orchestrator.ask(question);
  if (gate) {
    await until('a part', () => window.orchestrator.live(id).every(({ isEmpty }) => !isEmpty));
    window.orchestrator.stop(id);
    await window.rest();
    gate.release();
  } else await window.rest();
  ends.set(way, (ends.get(way) ?? 0) + 1);
  return id;
}

describe(`the ledger after ${requests} requests over all prices and ends`, () => {
  it('has one row for every attempt, and every way to end among them', () => {
    expect(entries.length).toBeGreaterThanOrEqual(requests);
    expect([...ends.keys()].sort()).toEqual(['broken', 'killed', 'refused', 'stopped', 'whole']);
    for (const count of ends.values()) expect(count).toBeGreaterThanOrEqual(90);
  });

  it('is the bill, attempt by attempt, to the last digit', () => {
    const differences = entries.flatMap((entry) => {
      const bill = entry.generationId === null ? undefined : bills.get(entry.generationId);
      const billedUsd = bill?.paidUsd ?? '0';
      return entry.settlement?.cost.usd === billedUsd ? [] : [{ model: entry.modelId, ledger: entry.settlement?.cost, billedUsd }];
    });
    expect(differences).toEqual([]);
  });

  it('leaves out no bill', () => {
    const known = new Set(entries.map(({ generationId }) => generationId));
    expect([...bills.keys()].filter((id) => !known.has(id))).toEqual([]);
  });

  it('is what the entries show', async () => {
    const conversations = new Set(entries.map((entry) => entry.conversationId));
    const shown = (await Promise.all([...conversations].map((id) => window.messages(id)))).flat();
    const costs = new Map(shown.map(({ id, cost }) => [id, cost]));
    const byMessage = Map.groupBy(entries, ({ messageId }) => messageId);
    for (const [messageId, attempts] of byMessage) {
      const [first, second] = attempts;
      // A message of two attempts is one that was refused and asked again for a shorter answer: the first cost nothing.
      const paid = second ?? first;
      expect(costs.get(messageId)?.usd).toBe(paid?.settlement?.cost.usd);
    }
  });

  it('reserves nothing any more', async () => {
    const { budgets, unresolved } = await window.environment.spend(null);
    expect(budgets.map(({ reservedUsd }) => reservedUsd)).toEqual(['0', '0', '0']);
    expect(unresolved).toBe(0);
  });

  it('agrees with what the account was charged', async () => {
    const check = await window.core.spending.checkAccount();
    expect(check).toMatchObject({ since: null });
    await window.converse('One more.');
    await simulator.idle();
    const { chargedUsd, ledgerUsd, unresolved } = await window.core.spending.checkAccount();
    expect(Number(chargedUsd)).toBeCloseTo(Number(ledgerUsd), 8);
    expect(Number(ledgerUsd)).toBeGreaterThan(0);
    expect(unresolved).toBe(0);
  });
});
