import type { MessageAttachment } from '../../shared/model/attachment.ts';
import type { ConversationStatus } from '../../shared/model/conversation.ts';
import type { Failure, RecoveryAction } from '../../shared/model/failure.ts';
import type { MessageState, Role } from '../../shared/model/message.ts';
import type { Cost, CostSource } from '../../shared/model/money.ts';

// From the words of the log, which may be those of a later version, to words that this version can show. The database keeps the word itself,
// so that nothing is lost for the version that knows it. The choice is always the one that claims, sends and spends least.

// Complete by type: a word that is left out does not compile.
const roles = { user: true, assistant: true, system: true, tool: true } as const satisfies Record<Role, true>;
const states = {
  streaming: true,
  complete: true,
  stopped: true,
  interrupted: true,
  failed: true,
} as const satisfies Record<MessageState, true>;
const sources = {
  estimate: true,
  usage: true,
  generation: true,
  simulated: true,
  local: true,
  uncharged: true,
  unknown: true,
} as const satisfies Record<CostSource, true>;
const actions = {
  retry: true,
  setApiKey: true,
  useDemo: true,
  switchModel: true,
  attachAsFile: true,
  openSettings: true,
  raiseLimit: true,
  sendAnyway: true,
  showCosts: true,
  showLog: true,
} as const satisfies Record<RecoveryAction, true>;

/** An unknown role is shown and not sent, as `tool` is: read as `system` it would give orders, as `user` it would speak for the person. */
export function knownRole(word: string): Role {
  return Object.hasOwn(roles, word) ? (word as Role) : 'tool';
}

/** An unknown end is an end all the same; that something was wrong with it is only said where a failure says so. */
export function knownState(word: string, failed: boolean): MessageState {
  if (Object.hasOwn(states, word)) return word as MessageState;
  return failed ? 'interrupted' : 'complete';
}

/** What this version cannot do is not offered; the code and the sentence are shown as they stand. */
export function knownFailure(failure: Failure): Failure {
  return { ...failure, actions: failure.actions.filter((action) => Object.hasOwn(actions, action)) };
}

export function knownStatus(word: string): ConversationStatus {
  return word === 'archived' ? 'archived' : 'active';
}

/** An amount of an unknown source counts, as an estimate does, until a bill comes; without an amount nothing is known. */
export function knownSource(word: string, usd: string | null): CostSource {
  if (Object.hasOwn(sources, word)) return word as CostSource;
  return usd === null ? 'unknown' : 'estimate';
}

/** A cost as the log or the database has it. */
interface CostWords {
  readonly source: string;
  readonly sourceWord?: string;
  readonly usd: string | null;
  readonly parts?: NonNullable<Cost['parts']>;
}

/** The word for the source that counts. */
export const sourceWordOf = ({ source, sourceWord = source }: CostWords): string => sourceWord;

export function knownCost(cost: CostWords): Cost {
  const source = knownSource(sourceWordOf(cost), cost.usd);
  return { source, usd: cost.usd, ...(cost.parts && { parts: cost.parts }) };
}

/** Kinds that this version can show and send as they are. */
export function knownAttachment(attachment: { readonly kind: string; readonly name: string }): MessageAttachment {
  if ((attachment.kind === 'selection' || attachment.kind === 'text') && 'text' in attachment) return attachment as MessageAttachment;
  return { kind: 'foreign', name: attachment.name, record: { ...attachment } };
}
