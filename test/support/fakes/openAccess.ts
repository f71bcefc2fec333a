import type { ServerAccess } from '../../../src/core/ports/serverAccess.ts';

/** A server that may be asked, and has its price. */
export const openAccess: ServerAccess = { require: () => Promise.resolve(), isLocal: () => Promise.resolve(false) };

/** A server of the person's own, without a key. */
export const localAccess: ServerAccess = { require: () => Promise.resolve(), isLocal: () => Promise.resolve(true) };
