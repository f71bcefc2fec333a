import * as z from 'zod';
import type { RequestMessage, WebviewMessage } from '../../shared/protocol/messages.ts';
import type { RequestName } from '../../shared/protocol/requests/requests.ts';
import { id } from './requestBodies/bodyParts.ts';
import { requestBodies } from './requestBodies/requestBodies.ts';

// The webview draws what models say; what comes back from it is checked like any stranger's input.

const requestName = z.custom<RequestName>((name) => typeof name === 'string' && Object.hasOwn(requestBodies, name), 'Unknown request.');

const message = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ready'), conversation: id.nullable().exactOptional(), tip: id.nullable().exactOptional() }),
  z.strictObject({ type: z.literal('resync') }),
  z.strictObject({ type: z.literal('touched') }),
  z.strictObject({ type: z.literal('painted'), batch: z.int().nonnegative() }),
  z.strictObject({ type: z.literal('fault'), kind: z.enum(['error', 'rejection', 'csp']), message: z.string().max(5000) }),
  z.strictObject({ type: z.literal('request'), id: z.int().nonnegative(), name: requestName, body: z.unknown() }),
]);

/** Of a refused message: the number of the request that it was, if it was one. Its page waits for a reply. */
const refusedRequest = z.object({ type: z.literal('request'), id: z.int().nonnegative() });

type Inbound = { readonly message: WebviewMessage } | { readonly reason: string; readonly request: number | null };

/** The message as the protocol has it, or why it is none. */
export function parseInbound(value: unknown): Inbound {
  const parsed = message.safeParse(value);
  if (!parsed.success) return refused(value, parsed.error);
  if (parsed.data.type !== 'request') return { message: parsed.data };
  const body = requestBodies[parsed.data.name].safeParse(parsed.data.body);
  if (!body.success) return refused(value, body.error);
  // The schema stands in the table under the request's own name.
  return { message: { ...parsed.data, body: body.data } as RequestMessage };
}

function refused(value: unknown, error: z.ZodError): Inbound {
  const request = refusedRequest.safeParse(value);
  return { reason: z.prettifyError(error).slice(0, 500), request: request.success ? request.data.id : null };
}
