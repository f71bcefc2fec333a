import * as z from 'zod';
import type { WebviewMessage } from '../../shared/protocol/messages.ts';

// The webview draws what models say; what comes back from it is checked like any stranger's input.

const id = z.string().min(1).max(100);
const none = z.strictObject({});

const attachment = z.strictObject({
  kind: z.enum(['selection', 'text']),
  name: z.string().min(1).max(1000),
  language: z.string().max(100).exactOptional(),
  firstLine: z.int().positive().exactOptional(),
  lastLine: z.int().positive().exactOptional(),
  text: z.string().max(2_000_000),
});

const edits = z
  .strictObject({
    title: z.string().trim().min(1).max(1000).exactOptional(),
    pinned: z.boolean().exactOptional(),
    status: z.enum(['active', 'archived']).exactOptional(),
    tags: z.array(z.string().trim().min(1).max(50)).max(50).exactOptional(),
    deleted: z.boolean().exactOptional(),
  })
  .refine((changes) => Object.keys(changes).length > 0, 'Nothing is to be changed.');

const draft = { text: z.string().max(2_000_000), attachments: z.array(attachment).max(50), edits: id.exactOptional() };
/** Only ever said, never denied: a person who has not been asked has not agreed. */
const unreserved = z.literal(true).exactOptional();
const extent = z.strictObject({ all: z.boolean() });
const oneAttempt = z.strictObject({ attempt: id });

const bodies = {
  ask: z.strictObject({ ...draft, unreserved }),
  retry: z.strictObject({ entry: id, modelId: z.string().min(1).max(200).exactOptional(), unreserved }),
  forecast: z.strictObject(draft),
  costs: extent,
  checkRequest: oneAttempt,
  dismissRequest: oneAttempt,
  checkAccount: none,
  openCsv: extent,
  raiseBudget: none,
  stop: none,
  showBranch: z.strictObject({ entry: id }),
  showEarlier: none,
  fork: z.strictObject({ entry: id }),
  deleteEntry: z.strictObject({ entry: id, deleted: z.boolean() }),
  changeConversation: z.strictObject({ id, changes: edits }),
  newConversation: none,
  openConversation: z.strictObject({ id }),
  selectModel: z.strictObject({ id: z.string().min(1).max(200) }),
  listModels: none,
  setApiKey: none,
  openSettings: none,
  showLog: none,
  verifyArchive: none,
  openInEditor: none,
  openLink: z.strictObject({ href: z.string().max(10_000) }),
  copyText: z.strictObject({ text: z.string().max(5_000_000) }),
} as const;

const request = <K extends keyof typeof bodies>(name: K) =>
  z.strictObject({ type: z.literal('request'), id: z.int().nonnegative(), name: z.literal(name), body: bodies[name] });

const message = z.union([
  z.strictObject({ type: z.literal('ready'), conversation: id.nullable().exactOptional(), tip: id.nullable().exactOptional() }),
  z.strictObject({ type: z.literal('resync') }),
  z.strictObject({ type: z.literal('painted'), batch: z.int().nonnegative() }),
  z.strictObject({ type: z.literal('fault'), kind: z.enum(['error', 'rejection', 'csp']), message: z.string().max(5000) }),
  request('ask'),
  request('retry'),
  request('forecast'),
  request('costs'),
  request('checkRequest'),
  request('dismissRequest'),
  request('checkAccount'),
  request('openCsv'),
  request('raiseBudget'),
  request('stop'),
  request('showBranch'),
  request('showEarlier'),
  request('fork'),
  request('deleteEntry'),
  request('changeConversation'),
  request('newConversation'),
  request('openConversation'),
  request('selectModel'),
  request('listModels'),
  request('setApiKey'),
  request('openSettings'),
  request('showLog'),
  request('verifyArchive'),
  request('openInEditor'),
  request('openLink'),
  request('copyText'),
]) satisfies z.ZodType<WebviewMessage>;

/** Of a refused message: the number of the request that it was, if it was one. Somebody waits for an answer to it. */
const refusedRequest = z.object({ type: z.literal('request'), id: z.int().nonnegative() });

/** The message as the protocol has it, or why it is none. */
export function parseInbound(
  value: unknown,
): { readonly message: WebviewMessage } | { readonly reason: string; readonly request: number | null } {
  const parsed = message.safeParse(value);
  if (parsed.success) return { message: parsed.data };
  const request = refusedRequest.safeParse(value);
  return { reason: z.prettifyError(parsed.error).slice(0, 500), request: request.success ? request.data.id : null };
}
