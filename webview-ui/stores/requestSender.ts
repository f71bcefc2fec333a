import { requestTraits } from '../../src/shared/protocol/requests/requestTraits.ts';
import type { RequestName, Requests } from '../../src/shared/protocol/requests/requests.ts';
import type { Answer } from '../transport/hostRequests.ts';
import { DoubleClickGuard } from './doubleClickGuard.ts';
import type { FailedRequest, NoticesStore } from './noticesStore.ts';

/** Sends what the user asks for. */
export interface RequestSender {
  /**
   * A request whose failure is shown to the user. Resolves whether it was granted. One that costs money, or begins a conversation, is sent once,
   * however often it is asked for while it is under way or within a double click. `requestId`: as in the protocol.
   */
  send<K extends RequestName>(name: K, body: Requests[K]['body'], requestId?: string): Promise<boolean>;
  /** The same for a request whose reply says something; undefined when it was refused. */
  replyOf<K extends RequestName>(name: K, body: Requests[K]['body']): Promise<Requests[K]['reply'] | undefined>;
}

/** Sends a request for a store that shows the failure in a place of its own. */
export type AnswerRequest = <K extends RequestName>(name: K, body: Requests[K]['body'], requestId?: string) => Promise<Answer<K>>;

export function createRequestSender(answerRequest: AnswerRequest, notices: NoticesStore): RequestSender {
  const repeatable = new DoubleClickGuard();
  const answered: AnswerRequest = async (name, body, requestId) => {
    // With the next change of the archive a notice about the last one is done with.
    if (requestTraits[name].changesArchive) notices.dismissAll();
    const answer = await answerRequest(name, body, requestId);
    if ('refused' in answer) notices.fail(answer.refused, { name, body } as FailedRequest);
    return answer;
  };
  const answeredOnce: AnswerRequest = (name, body, requestId) =>
    requestTraits[name].paid || name === 'fork'
      ? repeatable.once(JSON.stringify([name, body, requestId]), () => answered(name, body, requestId))
      : answered(name, body, requestId);
  return {
    send: async (name, body, requestId) => 'ok' in (await answeredOnce(name, body, requestId)),
    replyOf: async (name, body) => {
      const answer = await answeredOnce(name, body);
      return 'ok' in answer ? answer.ok : undefined;
    },
  };
}
