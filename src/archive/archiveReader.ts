import type { Logger } from '../core/ports/platform.ts';
import type { Message } from '../shared/model/message.ts';
import { closedError, readable } from './archiveErrors.ts';
import type { LedgerIndex } from './ledger/ledgerIndex.ts';
import type { LamportCounter } from './log/lamportCounter.ts';
import type { PurgedIds } from './log/purgedIds.ts';
import type { PurgeGuard } from './log/purgeGuard.ts';
import type { LiveAnswers } from './projection/liveAnswers.ts';
import type { ProjectionClient } from './worker/projectionClient.ts';
import type { ProjectionAnswer, RequestArguments, RequestName } from './worker/projectionRequests.ts';

interface ArchiveReaderOptions {
  readonly projection: ProjectionClient;
  readonly ledger: LedgerIndex;
  readonly live: LiveAnswers;
  readonly counter: LamportCounter;
  readonly purges: PurgeGuard;
  readonly logger: Logger;
  /** Called with what was purged elsewhere while this window wrote to it. */
  readonly purgeAgain: (written: PurgedIds) => Promise<void>;
  /** Nothing can be read after. */
  readonly closing: AbortSignal;
}

/** What this window asks its projection, and what it learns from every answer besides: how far the order has come, who is alive, what was purged. */
export class ArchiveReader {
  readonly #projection: ProjectionClient;
  readonly #ledger: LedgerIndex;
  readonly #live: LiveAnswers;
  readonly #counter: LamportCounter;
  readonly #purges: PurgeGuard;
  readonly #logger: Logger;
  readonly #purgeAgain: ArchiveReaderOptions['purgeAgain'];
  readonly #closing: AbortSignal;

  constructor(options: ArchiveReaderOptions) {
    this.#projection = options.projection;
    this.#ledger = options.ledger;
    this.#live = options.live;
    this.#counter = options.counter;
    this.#purges = options.purges;
    this.#logger = options.logger;
    this.#purgeAgain = options.purgeAgain;
    this.#closing = options.closing;
  }

  /** Rejects with ChatError: ARCHIVE_READONLY when the window is closing, otherwise as `ProjectionClient` does. */
  async ask<N extends RequestName>(name: N, ...args: RequestArguments<N>): Promise<ProjectionAnswer<N>> {
    if (this.#closing.aborted) throw closedError();
    // What the answer does not know yet must be reported later.
    await readable(this.#ledger.listen());
    const answer = await this.#projection.ask(name, ...args).catch((error: unknown) => {
      throw this.#closing.aborted ? closedError() : error;
    });
    this.#counter.observe(answer.counter);
    if (!this.#closing.aborted) this.#live.watch(answer.openAnswers);
    const written = this.#purges.learn(answer.purged);
    if (written.size > 0) void this.#quietly(() => this.#purgeAgain(written));
    return answer;
  }

  /** As `ConversationRepository` has them: an answer without an end that no window receives any more is interrupted. */
  async messages(conversationId: string): Promise<readonly Message[]> {
    const { result, openAnswers } = await this.ask('messages', conversationId);
    const alive = new Set(openAnswers.flatMap((answer) => (this.#live.isAlive(answer) ? [answer.messageId] : [])));
    return result.map((message) =>
      message.state === 'streaming' && !alive.has(message.id) ? { ...message, state: 'interrupted' } : message,
    );
  }

  /** For what nobody waits for. Never rejects; asks nothing when the window is closing. */
  askQuietly<N extends RequestName>(name: N, ...args: RequestArguments<N>): Promise<void> {
    return this.#quietly(() => this.ask(name, ...args));
  }

  /** Reads what is new, where the ledger has been listened to or asked for. Never rejects. */
  poll(): Promise<void> {
    this.#live.noteTime();
    return this.#quietly(() => this.#ledger.catchUp());
  }

  /** Once `closing` is aborted: resolves when the database is saved. */
  async close(): Promise<void> {
    this.#live.dispose();
    await this.#projection.close();
  }

  async #quietly(work: () => Promise<unknown>): Promise<void> {
    if (this.#closing.aborted) return;
    try {
      await work();
    } catch (error) {
      this.#logger.warn('archive.pollFailed', { error: String(error) });
    }
  }
}
