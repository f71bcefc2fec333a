import * as z from 'zod';

// The words that version 0.1 knew. It takes a record with any other one for damage, and it may read the same folder at any time: so no
// version writes another one here, ever. What is new stands in an optional field or under an operation of its own (docs/decisions/0004-archive.md).

const wordsOf: Readonly<Record<string, z.ZodType>> = {
  'message.added': z.object({
    role: z.enum(['user', 'assistant']),
    attachments: z.array(z.object({ kind: z.enum(['selection', 'text']) })),
  }),
  'message.finished': z.object({ state: z.enum(['complete', 'stopped', 'interrupted', 'failed']) }),
  'conversation.changed': z.object({ set: z.object({ status: z.exactOptional(z.enum(['active', 'archived', 'forked'])) }) }),
  'attempt.settled': z.object({ cost: z.object({ source: z.enum(['estimate', 'usage', 'generation', 'simulated', 'unknown']) }) }),
};

/** Throws when the body of an operation uses a word for which 0.1 would call its record damaged. */
export function checkWords(body: { readonly t: string }): void {
  wordsOf[body.t]?.parse(body);
}
