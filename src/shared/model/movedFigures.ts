import { deepEqual } from '../values/deepEqual.ts';
import type { Message } from './message.ts';
import type { ReceivedTokens, Usd } from './money.ts';

/** What moves in an answer beside what grows of it. */
export type AnswerFigures = Required<KnownFigures>;
type KnownFigures = Pick<Message, 'cost' | 'usage' | 'received' | 'firstTokenMs' | 'latencyMs'>;

/** What of it moves by itself while the answer comes; what is not named has not moved. */
export interface MovedFigures extends Partial<ReceivedTokens> {
  readonly usd?: Usd | null;
  readonly latencyMs?: number | null;
}

export function answerFigures({ cost, usage, received, firstTokenMs, latencyMs }: AnswerFigures): AnswerFigures {
  return { cost, usage, received, firstTokenMs, latencyMs };
}

/** The figures after such a move; used are the tokens that were received. Moves may be joined: of each figure only the last one counts. */
export function figuresAfter(known: KnownFigures, moved: MovedFigures): AnswerFigures {
  const { cost, usage, firstTokenMs } = known;
  const { usd, latencyMs = known.latencyMs, textTokens = 0, reasoningTokens = 0 } = { ...known.received, ...moved };
  return {
    cost: cost && usd !== undefined ? { ...cost, usd } : cost,
    usage: usage && {
      promptTokens: usage.promptTokens,
      completionTokens: textTokens + reasoningTokens,
      ...(reasoningTokens > 0 && { reasoningTokens }),
    },
    received: { textTokens, reasoningTokens },
    firstTokenMs,
    latencyMs,
  };
}

/** What has moved between the two; null when more has than can be said so. */
export function movedFigures(known: KnownFigures, next: AnswerFigures): MovedFigures | null {
  const before = new Map(movable(known));
  const moved: MovedFigures = Object.fromEntries(movable(next).filter(([name, value]) => value !== before.get(name)));
  return deepEqual(figuresAfter(known, moved), next) ? moved : null;
}

function movable({ cost, received, latencyMs }: KnownFigures) {
  return Object.entries({ usd: cost?.usd, latencyMs, ...received });
}
