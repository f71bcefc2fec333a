import type { Endpoint } from './endpoint.ts';
import type { Frame } from './frame.ts';
import type { Pricing, PricingOverride } from './pricing.ts';

/** A model whose price list or conduct is out of the ordinary; all of them end well, other than the faults. */
export interface OddModel {
  readonly name: string;
  /** As the catalogue has it; that of a cheap model when absent. */
  readonly pricing?: Pricing;
  /** Who can serve it, the preferred one first; one cancellable provider at the catalogue's prices when absent. */
  readonly endpoints?: readonly Endpoint[];
  readonly aliasOf?: { readonly slug: string; readonly name: string };
  /** The model that a router chooses. */
  readonly routesTo?: string;
  readonly byok?: true;
  /** Says this, whatever the simulator was told to say. */
  readonly answer?: string;
  /** Thinks this before the answer. */
  readonly reasoning?: string;
  /** Pays no attention to `max_tokens`. */
  readonly deaf?: true;
  /** Names its generation nowhere. */
  readonly anonymous?: true;
  /** Changes what is streamed. */
  readonly frames?: (ordinary: readonly Frame[]) => readonly Frame[];
}

export const cheap: Pricing = { prompt: '0.00000015', completion: '0.0000006' };

/** 4,000 tokens: one dollar. */
const dear: Pricing = { prompt: '0.000001', completion: '0.00025' };
const dearAnswer = Array.from({ length: 4000 }, (_, index) => String(index).padStart(4, '0')).join(' ');

const workdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'];
const timesOf = (hours: readonly (readonly [number, number, string, string])[], days?: readonly string[]): readonly PricingOverride[] =>
  hours.map(([utc_start, utc_end, prompt, completion]) => ({ utc_start, utc_end, prompt, completion, ...(days && { utc_days: days }) }));

/** Tiers begin at sizes that a test can afford. */
const tiers: Pricing = {
  prompt: '0.00000065',
  completion: '0.00000325',
  internal_reasoning: '0.00000325',
  web_search: '0.01',
  image: '0.00000065',
  input_cache_read: '0.00000013',
  input_cache_write: '0.0000008125',
  input_cache_write_1h: '0.0000013',
  overrides: [
    {
      min_prompt_tokens: 100,
      prompt: '0.00000117',
      completion: '0.00000585',
      input_cache_read: '0.000000234',
      input_cache_write: '0.0000014625',
    },
    { min_prompt_tokens: 400, prompt: '0.00000195', completion: '0.00000975', input_cache_write: '0.0000024375' },
    { min_prompt_tokens: 0, service_region: 'mars', prompt: '0.5', completion: '0.5' },
  ],
};

const thoughts = 'First I think it over, and then once more, because two thoughts are worth more than one.';

/** The usage is sent another way than usual. */
const usageAs =
  (...shapes: readonly ((usage: Readonly<Record<string, unknown>>) => object)[]) =>
  (ordinary: readonly Frame[]) =>
    ordinary.flatMap((frame): readonly Frame[] => (frame.kind === 'usage' ? shapes.map((as) => ({ ...frame, as })) : [frame]));
const asItIs = (usage: object) => usage;
const nulls = (usage: Readonly<Record<string, unknown>>) => Object.fromEntries(Object.keys(usage).map((key) => [key, null]));

/** Chunks with these fields before the finish. */
const beside =
  (...chunks: readonly Readonly<Record<string, unknown>>[]) =>
  (ordinary: readonly Frame[]) =>
    ordinary.flatMap((frame): readonly Frame[] =>
      frame.kind === 'finish' ? [...chunks.map((fields): Frame => ({ kind: 'chunk', fields })), frame] : [frame],
    );

/** A delta with these fields instead of all text, and this reason of the end. */
const inPlaceOfText = (reason: string, delta: object) => (ordinary: readonly Frame[]) =>
  beside({ choices: [{ index: 0, delta }] })(ordinary)
    .filter(({ kind }) => kind !== 'text')
    .map((frame): Frame => (frame.kind === 'finish' ? { kind: 'finish', reason } : frame));

const google = { provider: 'Google AI Studio', billsToTheEnd: true } as const;

export const oddModels: Readonly<Record<`${'' | '~'}simulated/${string}`, OddModel>> = {
  // ── Price lists ──
  'simulated/tiers': { name: 'Dearer by Size', pricing: tiers },
  '~simulated/tiers-latest': {
    name: 'Latest of Dearer by Size',
    pricing: tiers,
    aliasOf: { slug: 'simulated/tiers', name: 'Dearer by Size' },
  },
  'simulated/discount': {
    name: 'Cheaper by Size',
    pricing: { prompt: '0.000002', completion: '0.000008', overrides: [{ min_prompt_tokens: 100, prompt: '0.000001' }] },
  },
  'simulated/hours': {
    name: 'Dearer by the Hour',
    pricing: {
      prompt: '0.00000022',
      completion: '0.00000066',
      input_cache_read: '0.000000007',
      overrides: timesOf([
        [1000, 100, '0.00000022', '0.00000066'],
        [100, 400, '0.00000044', '0.00000132'],
        [400, 600, '0.00000022', '0.00000066'],
        [600, 1000, '0.00000044', '0.00000132'],
      ]),
    },
  },
  'simulated/workdays': {
    name: 'Dearer on Workdays',
    pricing: {
      prompt: '0.00000028',
      completion: '0.00000042',
      overrides: [
        ...timesOf(
          [
            [30, 1630, '0.00000056', '0.00000084'],
            [1630, 30, '0.00000028', '0.00000042'],
          ],
          workdays,
        ),
        { utc_days: ['saturday', 'sunday'], prompt: '0.00000028', completion: '0.00000042' },
      ],
    },
  },
  'simulated/cache-read': {
    name: 'Reads a Cache',
    pricing: { prompt: '0.0000025', completion: '0.00001', input_cache_read: '0.00000125' },
  },
  'simulated/cache-write': {
    name: 'Reads and Writes a Cache',
    pricing: { prompt: '0.000003', completion: '0.000015', input_cache_read: '0.0000003', input_cache_write: '0.00000375' },
  },
  'simulated/thinker': {
    name: 'Thinks at the Price of the Answer',
    pricing: { prompt: '0.00000125', completion: '0.00001', internal_reasoning: '0.00001' },
    reasoning: thoughts,
  },
  'simulated/thinker-apart': {
    name: 'Thinks at a Price of Its Own',
    pricing: { prompt: '0.000002', completion: '0.000008', internal_reasoning: '0.000003' },
    reasoning: thoughts,
  },
  'simulated/thinker-dear': {
    name: 'Thinks at a Higher Price',
    pricing: { prompt: '0.000002', completion: '0.000008', internal_reasoning: '0.000012' },
    reasoning: thoughts,
  },
  'simulated/per-request': { name: 'Has a Price per Request', pricing: { ...cheap, request: '0.005' } },
  'simulated/stealth': { name: 'Costs Nothing and Does Not Say So', pricing: { prompt: '0', completion: '0' } },
  'simulated/router': {
    name: 'Router',
    pricing: { prompt: '-1', completion: '-1' },
    routesTo: 'simulated/cache-write',
  },
  'simulated/unpriced': {
    name: 'Without Prices',
    pricing: {},
    endpoints: [{ provider: 'OpenAI', pricing: { prompt: '0.000004', completion: '0.00002' } }],
  },
  'simulated/half-priced': {
    name: 'Without a Price of the Answer',
    pricing: { prompt: '0.000004' },
    endpoints: [{ provider: 'OpenAI', pricing: { prompt: '0.000004', completion: '0.00002' } }],
  },
  'simulated/liar': {
    name: 'Billed Sixty Times Dearer',
    pricing: cheap,
    endpoints: [{ provider: 'OpenAI', pricing: cheap, billed: { prompt: '0.000009', completion: '0.000036' } }],
  },
  'simulated/two-providers': {
    name: 'Served by Two, the Dearer One First',
    pricing: { prompt: '0.000001', completion: '0.000004' },
    endpoints: [
      { provider: 'Azure', pricing: { prompt: '0.000003', completion: '0.000012' } },
      { provider: 'OpenAI', pricing: { prompt: '0.000001', completion: '0.000004' } },
    ],
  },
  // ── Answers ──
  'simulated/dollar': { name: 'An Answer for a Dollar', pricing: dear, answer: dearAnswer },
  'simulated/dollar-google': { name: 'An Answer for a Dollar, not Cancellable', pricing: dear, answer: dearAnswer, endpoints: [google] },
  'simulated/deaf': { name: 'Ignores the Bound of the Answer', pricing: dear, answer: dearAnswer, deaf: true },
  'simulated/deaf-google': {
    name: 'Ignores the Bound of the Answer, not Cancellable',
    pricing: dear,
    answer: dearAnswer,
    deaf: true,
    endpoints: [google],
  },
  // ── Providers ──
  'simulated/google': { name: 'Google AI Studio', endpoints: [google] },
  'simulated/mistral': { name: 'Mistral', endpoints: [{ provider: 'Mistral', billsToTheEnd: true }] },
  'simulated/bedrock': { name: 'Amazon Bedrock', endpoints: [{ provider: 'Amazon Bedrock', billsToTheEnd: true }] },
  'simulated/google-cut': {
    name: 'The Connection Breaks, the Provider Goes On',
    endpoints: [google],
    frames: (ordinary) => [...ordinary.slice(0, 6), { kind: 'cut' }, ...ordinary.slice(6)],
  },
  'simulated/byok': { name: 'Paid with the Person’s Own Key', pricing: { prompt: '0.000003', completion: '0.000015' }, byok: true },
  'simulated/byok-google': { name: 'Paid with the Person’s Own Key, not Cancellable', endpoints: [google], byok: true },
  // ── Credit: see credit.ts ──
  'simulated/affordable': { name: 'The Credit Covers a Short Answer' },
  'simulated/in-flight': { name: 'Running Requests Hold the Credit' },
  'simulated/key-limit': { name: 'The Key Has Reached Its Limit (402)' },
  'simulated/key-limit-403': { name: 'The Key Has Reached Its Limit (403)' },
  // ── Usage ──
  'simulated/usage-nulls': {
    name: 'Nulls Around the Charge',
    frames: usageAs((usage) => ({
      ...nulls(usage),
      cost: usage['cost'],
      prompt_tokens: usage['prompt_tokens'],
      completion_tokens: usage['completion_tokens'],
    })),
  },
  'simulated/usage-all-null': { name: 'A Usage of Nulls', frames: usageAs(nulls) },
  'simulated/usage-costless': {
    name: 'A Usage Without the Charge',
    frames: usageAs((usage) => Object.fromEntries(Object.entries(usage).filter(([key]) => !key.startsWith('cost')))),
  },
  'simulated/usage-cached-beyond': {
    name: 'More Cached Than Sent',
    frames: usageAs((usage) => ({
      ...usage,
      prompt_tokens_details: { cached_tokens: Number(usage['prompt_tokens']) + 1000, cache_write_tokens: 7 },
    })),
  },
  'simulated/usage-twice': { name: 'The Usage Twice', frames: usageAs(asItIs, asItIs) },
  'simulated/usage-growing': {
    name: 'A First Usage, and Then the Final One',
    frames: usageAs((usage) => ({ ...usage, completion_tokens: 1, cost: 0 }), asItIs),
  },
  'simulated/usage-after-error': {
    name: 'The Usage After an Error',
    frames: (ordinary) => [
      ...ordinary.slice(0, 5),
      {
        kind: 'chunk',
        fields: {
          error: { code: 502, message: 'Provider returned error' },
          choices: [{ index: 0, delta: { content: '' }, finish_reason: 'error' }],
        },
      },
      ...ordinary.filter(({ kind }) => kind === 'usage' || kind === 'raw'),
    ],
  },
  'simulated/usage-empty-choices': {
    name: 'The Usage Without a Choice',
    frames: (ordinary) => ordinary.map((frame) => (frame.kind === 'usage' ? { ...frame, choices: 'empty' } : frame)),
  },
  // ── What comes beside text, or in its place ──
  'simulated/cites': {
    name: 'Cites in Two Shapes',
    frames: beside(
      {
        choices: [
          {
            index: 0,
            delta: {
              content: '',
              annotations: [{ type: 'url_citation', url_citation: { url: 'https://example.com/basalt', title: 'Basalt' } }],
            },
          },
        ],
      },
      { choices: [], citations: ['https://example.com/basalt', 'https://example.org/lava'] },
    ),
  },
  'simulated/calls-a-tool': {
    name: 'Calls a Tool and Says Nothing',
    frames: inPlaceOfText('tool_calls', {
      tool_calls: [{ index: 0, id: 't1', type: 'function', function: { name: 'look_up', arguments: '{}' } }],
    }),
  },
  'simulated/paints-only': {
    name: 'Paints and Says Nothing',
    frames: inPlaceOfText('stop', { images: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } }] }),
  },
  'simulated/filtered': { name: 'Held Back by a Filter', frames: inPlaceOfText('content_filter', {}) },
  'simulated/thinks-in-tags': { name: 'Thinks in Tags', answer: '<think>\nSeven times six.\n</think>\nIt is **42**.' },
  'simulated/anonymous': { name: 'No Generation Id', anonymous: true },
  'simulated/anonymous-cut': {
    name: 'No Generation Id, and No End',
    anonymous: true,
    frames: (ordinary) => [...ordinary.slice(0, 5), { kind: 'cut' }],
  },
};
