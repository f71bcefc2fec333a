import * as z from 'zod';

/** Of a conversation, an entry or a request for an answer. Of any length, as in the log: what is in an archive can be worked with. */
export const id = z.string().min(1);
/** Becomes the id of what is written: nothing but a UUID. */
export const requestId = z.uuid();
export const modelId = z.string().min(1).max(200);
export const nothing = z.strictObject({});
/** Of the ledger: all of it, or this month. */
export const extent = z.strictObject({ all: z.boolean() });
