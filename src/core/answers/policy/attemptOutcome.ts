import type { Cost } from '../../../shared/model/money.ts';
import type { ChatError } from '../../errors/chatError.ts';

/** Why a running answer was ended from this side. */
export type EndReason = 'stop' | 'budget' | 'shutdown';

/** How far a request had come when its line failed: no connection, no headers of the answer, no piece of it, or in the midst of it. */
export type LostPhase = 'connect' | 'headers' | 'firstToken' | 'stream';

/** What became of a request, by type. */
export type AttemptEnd =
  /** The model said that it was done. */
  | { readonly type: 'complete' }
  /** The model reached `max_tokens`: there would be more. */
  | { readonly type: 'cut' }
  /** It ended well, with neither text nor reasoning. */
  | { readonly type: 'empty' }
  /** The other side said no, before or after it had begun. */
  | { readonly type: 'refused'; readonly error: ChatError }
  /** The line failed: the other side may have worked on. `damaged`: what came could not be read. */
  | { readonly type: 'lost'; readonly phase: LostPhase; readonly cause: 'reset' | 'silence' | 'damaged'; readonly error: ChatError }
  /** From this side; the request itself may go on where it is billed to its end all the same. */
  | { readonly type: 'ended'; readonly by: EndReason };

/** What is known of every request when it has ended. */
interface AttemptFigures {
  readonly modelId: string;
  /** ms from the request to the first glyph of text or reasoning; null when none came. */
  readonly firstTokenMs: number | null;
  /** UTF-16 units of text and reasoning that the answer has by now. */
  readonly keptChars: number;
  readonly cost: Cost;
}

/** One request, as the policy judges it: it never throws, it ends in one of these. */
export type AttemptOutcome = AttemptFigures & AttemptEnd;
