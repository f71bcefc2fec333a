import type { Reply, RequestMessage } from '../../shared/protocol/messages.ts';
import type { RequestName, Requests } from '../../shared/protocol/requests/requests.ts';
import { failureOf } from '../errors/chatError.ts';
import type { Logger } from '../ports/platform.ts';
import type { RequestHandlers } from './requestHandlers.ts';
import type { SurfaceLocation } from './surfaceLocation.ts';

/** Answers what the page of one surface requests: a reply, or the failure as a sentence. */
export class SurfaceRequestHandler {
  readonly #handlers: RequestHandlers<Requests>;
  readonly #logger: Logger;

  constructor(handlers: RequestHandlers<Requests>, logger: Logger) {
    this.#handlers = handlers;
    this.#logger = logger;
  }

  /** Never rejects. */
  async answer<K extends RequestName>({ id, name, body, requestId }: RequestMessage<K>, at: SurfaceLocation): Promise<Reply> {
    try {
      return { type: 'reply', re: id, ok: await this.perform(name, body, at, requestId) };
    } catch (error) {
      const failure = failureOf(error);
      this.#logger.info('request.refused', {
        name,
        code: failure.code,
        detail: failure.code === 'INTERNAL' ? String(error) : undefined,
      });
      return { type: 'reply', re: id, error: failure };
    }
  }

  /** Throws ChatError where the request is refused. */
  async perform<K extends RequestName>(
    name: K,
    body: Requests[K]['body'],
    at: SurfaceLocation,
    requestId?: string,
  ): Promise<Requests[K]['reply']> {
    return this.#handlers[name](body, at, requestId);
  }
}
