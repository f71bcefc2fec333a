import * as z from 'zod';
import type { RequestMessage, WebviewMessage } from '../../shared/protocol/messages.ts';
import { requestTraits } from '../../shared/protocol/requests/requestTraits.ts';
import type { RequestName } from '../../shared/protocol/requests/requests.ts';
import { id, requestId } from './requestBodies/bodyParts.ts';
import { keptDraft } from './requestBodies/draftBody.ts';
import { requestBodies } from './requestBodies/requestBodies.ts';

// The webview draws what models say; what comes back from it is checked like any stranger's input.

const requestName = z.custom<RequestName>((name) => typeof name === 'string' && Object.hasOwn(requestBodies, name), 'Unknown request.');

/** ms since the epoch. */
const stay = z.int().nonnegative();

const message = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('ready'),
    conversation: id.nullable().exactOptional(),
    tip: id.nullable().exactOptional(),
    stay: stay.exactOptional(),
    surface: requestId.exactOptional(),
    entries: z.int().nonnegative().max(1_000_000).exactOptional(),
    changes: z.int().nonnegative().exactOptional(),
  }),
  z.strictObject({ type: z.literal('draft'), stay, change: z.int().nonnegative(), draft: keptDraft }),
  z.strictObject({ type: z.literal('resync') }),
  z.strictObject({ type: z.literal('touched') }),
  z.strictObject({ type: z.literal('painted'), rev: z.int().nonnegative() }),
  z.strictObject({ type: z.literal('fault'), kind: z.enum(['error', 'rejection', 'csp']), message: z.string().max(5000) }),
  z.strictObject({
    type: z.literal('request'),
    id: z.int().nonnegative(),
    name: requestName,
    body: z.unknown(),
    requestId: requestId.exactOptional(),
    stay: stay.exactOptional(),
  }),
]);

/** Of a refused message: the number of the request that it was, if it was one. Its page waits for a reply. */
const refusedRequest = z.object({ type: z.literal('request'), id: z.int().nonnegative() });

type Inbound = { readonly message: WebviewMessage } | { readonly reason: string; readonly request: number | null };

/** The message as the protocol has it, or why it is none. */
export function parseInbound(value: unknown): Inbound {
  const parsed = message.safeParse(value);
  if (!parsed.success) return refused(value, z.prettifyError(parsed.error));
  if (parsed.data.type !== 'request') return { message: parsed.data };
  const body = requestBodies[parsed.data.name].safeParse(parsed.data.body);
  if (!body.success) return refused(value, z.prettifyError(body.error));
  if (requestTraits[parsed.data.name].paid !== 'requestId' in parsed.data)
    return refused(value, 'Requests that cost money, and only they, have a request id.');
  // The schema stands in the table under the request's own name.
  return { message: { ...parsed.data, body: body.data } as RequestMessage };
}

function refused(value: unknown, reason: string): Inbound {
  const request = refusedRequest.safeParse(value);
  return { reason: reason.slice(0, 500), request: request.success ? request.data.id : null };
}
