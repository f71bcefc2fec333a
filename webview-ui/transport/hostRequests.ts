import { t } from '../../src/shared/l10n/t.ts';
import type { Failure } from '../../src/shared/model/failure.ts';
import type { Reply, RequestMessage } from '../../src/shared/protocol/messages.ts';
import { requestTraits } from '../../src/shared/protocol/requests/requestTraits.ts';
import type { RequestName, Requests } from '../../src/shared/protocol/requests/requests.ts';
import { FailureError } from './failureError.ts';

/** What became of a request. */
export type Answer<K extends RequestName> = { readonly ok: Requests[K]['reply'] } | { readonly refused: Failure };

/** ms after which an unanswered request is given up. */
const answerWithinMs = 30_000;

const unanswered: Failure = {
  code: 'TIMEOUT',
  message: t('The extension has not answered for 30 seconds. It may still be at work: look before you try again, or reload the window.'),
  retryable: true,
  actions: [],
};

interface Pending {
  readonly settle: (reply: Reply) => void;
  readonly timer: ReturnType<typeof setTimeout> | undefined;
}

/** Requests to the host and the replies to them, matched by id. */
export class HostRequests {
  readonly #post: (message: RequestMessage) => void;
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;

  constructor(post: (message: RequestMessage) => void) {
    this.#post = post;
  }

  /**
   * Rejects with FailureError: the host's own failure, or TIMEOUT after 30 s of silence. Requests that cost money or wait for the user have no
   * such limit. `requestId`: names one that costs money; without it each one is another.
   */
  request<K extends RequestName>(name: K, body: Requests[K]['body'], requestId?: string): Promise<Requests[K]['reply']> {
    const id = ++this.#lastId;
    const { paid, waitsForUser } = requestTraits[name];
    return new Promise((resolve, reject) => {
      const settle = (reply: Reply) => {
        if ('error' in reply) reject(new FailureError(reply.error));
        // The host answers a request of this name with what the protocol says for it.
        else resolve(reply.ok as Requests[K]['reply']);
      };
      const giveUp = () => this.accept({ type: 'reply', re: id, error: unanswered });
      const timer = paid || waitsForUser ? undefined : setTimeout(giveUp, answerWithinMs);
      this.#pending.set(id, { settle, timer });
      const request = { type: 'request', id, name, body };
      this.#post((paid ? { ...request, requestId: requestId ?? crypto.randomUUID() } : request) as RequestMessage);
    });
  }

  /** The same for callers that show a failure themselves. */
  async answer<K extends RequestName>(name: K, body: Requests[K]['body'], requestId?: string): Promise<Answer<K>> {
    try {
      return { ok: await this.request(name, body, requestId) };
    } catch (error) {
      if (!FailureError.is(error)) throw error;
      return { refused: error.failure };
    }
  }

  /** A reply without a request that waits for it (any more) is ignored. */
  accept(reply: Reply): void {
    const pending = this.#pending.get(reply.re);
    if (!pending) return;
    this.#pending.delete(reply.re);
    clearTimeout(pending.timer);
    pending.settle(reply);
  }
}
