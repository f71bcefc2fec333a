import type { SurfaceLocation } from './surfaceLocation.ts';

/**
 * Carries out the requests of an area, each with the reply that the protocol has for it: one too few, or another reply, does not compile.
 * `at` is where the surface was when the request arrived; `requestId` names one that costs money. Throws ChatError where it refuses.
 */
export type RequestHandlers<R extends { readonly [K in keyof R]: { readonly body: unknown; readonly reply: unknown } }> = {
  readonly [K in keyof R]: (body: R[K]['body'], at: SurfaceLocation, requestId?: string) => Promise<R[K]['reply']>;
};
