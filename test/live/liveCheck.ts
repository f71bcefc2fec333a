import { type Decimal, parseUsd, zeroUsd } from '../../src/shared/model/usd.ts';
import type { KeyLookup } from '../../src/core/ports/keyLookup.ts';
import type { Clock, Logger } from '../../src/core/ports/platform.ts';
import { OpenRouterCatalogue } from '../../src/openrouter/catalogue/openRouterCatalogue.ts';
import { OpenRouterClient } from '../../src/openrouter/chat/openRouterClient.ts';
import { OpenRouterGenerationLookup } from '../../src/openrouter/account/openRouterGenerationLookup.ts';
import { OpenRouterKeyLookup } from '../../src/openrouter/account/openRouterKeyLookup.ts';
import { formatUsd } from '../../src/shared/format/formatUsd.ts';
import type { Usd } from '../../src/shared/model/money.ts';
import { askLive, boundQuestion, findLate, type ActiveAnswer, type LiveQuestion, patienceSeconds } from './liveQuestion.ts';

export interface LiveCheckOptions {
  readonly baseUrl: URL;
  readonly key: string;
  /** Of the first one a second answer is stopped in the middle. */
  readonly modelIds: readonly string[];
  /** Nothing is sent that could cost more than what is left of this. */
  readonly capUsd: Usd;
  readonly clock: Clock;
  readonly print: (line: string) => void;
}

/** What a message may differ from its record, and the sum from the account: relative, and what the account rounds. */
const messageToleranceUsd = '0.0001';
const sumTolerance = '0.001';
const accountRoundingUsd = '0.00000001';

const quiet: Logger = { debug() {}, info() {}, warn() {}, error() {} };

/** Asks real models and compares what the product would show with what the account says. True when all of it agrees. */
export async function liveCheck({ baseUrl, key, modelIds, capUsd, clock, print }: LiveCheckOptions): Promise<boolean> {
  const parts = { connection: () => Promise.resolve({ baseUrl, key, local: false }), clock, logger: quiet };
  const cache = { read: () => Promise.resolve(undefined), write: () => Promise.resolve() };
  const catalogue = new OpenRouterCatalogue({ ...parts, cache });
  const client = new OpenRouterClient({ ...parts, timeoutMs: () => 60_000, provider: () => ({}) });
  const generations = new OpenRouterGenerationLookup(parts);
  const keys = new OpenRouterKeyLookup(parts);

  await catalogue.list();
  const before = await chargedUsd(keys);
  const cap = parseUsd(capUsd) ?? zeroUsd();
  let sum = zeroUsd();
  let agrees = true;
  const disagree = (sentence: string) => {
    agrees = false;
    print(`✗ ${sentence}`);
  };

  for (const question of questionsFor(modelIds)) {
    const { worst, request } = boundQuestion(question, catalogue.find(question.modelId));
    if (sum.plus(worst).gt(cap)) {
      disagree(
        `${question.modelId} was not asked: it could cost ${formatUsd(worst.toFixed())}, and ${formatUsd(capUsd)} is the cap of all.`,
      );
      break;
    }
    const answer = await askLive(client, request, question.stopAfterPieces);
    if (answer.failure !== null) disagree(`${question.modelId} failed: ${answer.failure}`);
    else if (answer.generationId === null) disagree(`${question.modelId}: the answer has no id by which its bill could be found.`);
    if (answer.generationId === null) continue;
    const record = await findLate(generations, answer.generationId, clock);
    const recorded = parseUsd(record?.usage.chargeUsd);
    const charge = parseUsd(answer.usageUsd) ?? recorded;
    // What nobody knows counts at its worst, for the cap.
    sum = sum.plus(charge ?? worst);
    if (recorded === null || charge === null) {
      disagree(`${question.modelId}: there is no record of ${answer.generationId}.`);
      continue;
    }
    const line = `${describe(question, answer)}: ${charge.toFixed()} with the answer or else the record, ${recorded.toFixed()} in the record`;
    if (charge.minus(recorded).abs().lte(messageToleranceUsd)) print(`✓ ${line}`);
    else disagree(`${line}; they differ by more than $${messageToleranceUsd}`);
  }

  const charged = await settledCharge(keys, before, sum, clock);
  const line = `${sum.toFixed()} in all, ${charged.toFixed()} charged to the key`;
  if (isWithinTolerance(charged, sum)) print(`✓ ${line}`);
  else disagree(`${line}; they differ by more than 0.1 %. Does anybody else use this key?`);
  return agrees;
}

function questionsFor(modelIds: readonly string[]): readonly LiveQuestion[] {
  const short = modelIds.map((modelId) => ({
    modelId,
    text: 'Name three rivers of Europe, one in a line.',
    maxTokens: 60,
    stopAfterPieces: null,
  }));
  const long = modelIds.slice(0, 1).map((modelId) => ({
    modelId,
    text: 'Tell the history of the decimal point in 300 words.',
    maxTokens: 500,
    stopAfterPieces: 5,
  }));
  return [...short, ...long];
}

function describe({ modelId }: LiveQuestion, { provider, state }: ActiveAnswer): string {
  return `${modelId} (${provider ?? 'unknown provider'}), ${state}`;
}

async function chargedUsd(keys: KeyLookup): Promise<Decimal> {
  const usage = parseUsd((await keys.read()).usageUsd);
  if (usage === null) throw new Error('The service does not tell what was charged to this key.');
  return usage;
}

/** What the account was charged since `before`: as soon as it agrees with `sum`, or as it stands when patience is at its end. */
async function settledCharge(keys: KeyLookup, before: Decimal, sum: Decimal, clock: Clock): Promise<Decimal> {
  let charged = zeroUsd();
  for (const seconds of patienceSeconds) {
    await clock.sleep(seconds * 1000);
    charged = (await chargedUsd(keys)).minus(before);
    if (isWithinTolerance(charged, sum)) break;
  }
  return charged;
}

function isWithinTolerance(charged: Decimal, sum: Decimal): boolean {
  return charged.minus(sum).abs().lte(sum.times(sumTolerance).plus(accountRoundingUsd));
}
