import { requestTraits } from '../../src/shared/protocol/requests/requestTraits.ts';
import type { RequestName, Requests } from '../../src/shared/protocol/requests/requests.ts';
import type { Answer } from '../transport/hostRequests.ts';
import type { FailedRequest, NoticesStore } from './noticesStore.ts';

/** Sends what the user asks for. */
export interface RequestSender {
  /** A request whose failure is shown to the user. Resolves whether it was granted. */
  send<K extends RequestName>(name: K, body: Requests[K]['body']): Promise<boolean>;
}

/** Sends a request for a store that shows the failure in a place of its own. */
export type AnswerRequest = <K extends RequestName>(name: K, body: Requests[K]['body']) => Promise<Answer<K>>;

export function createRequestSender(answerRequest: AnswerRequest, notices: NoticesStore): RequestSender {
  return {
    send: async (name, body) => {
      // With the next change of the archive a notice about the last one is done with.
      if (requestTraits[name].changesArchive) notices.dismissAll();
      const answer = await answerRequest(name, body);
      if ('refused' in answer) notices.fail(answer.refused, { name, body } as FailedRequest);
      return 'ok' in answer;
    },
  };
}
