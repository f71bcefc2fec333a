import type * as z from 'zod';

/** A schema for the body of each request of an area: one too few or too many does not compile. */
export type AreaBodies<R extends { readonly [K in keyof R]: { readonly body: unknown } }> = {
  readonly [K in keyof R]: z.ZodType<R[K]['body']>;
};
