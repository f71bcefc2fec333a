import { seededRandom } from '../../integration/archive/kit/seededRandom.ts';

/** An answer of a shape that grows in its own way, and the way in which it comes. */
export interface OddAnswer {
  readonly name: string;
  readonly text: string;
  /** Comes whole before the first word. */
  readonly reasoning: string;
  /** In so many messages at the most, so many of them together, and so many frames between two of these groups. */
  readonly pieces: number;
  readonly together: number;
  readonly framesApart: number;
}

type Random = () => number;

const words = 'the buffer of a reader keeps every line that arrives unseen, and lets go of it when the view returns'.split(' ');
const repeated = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index));
const pick = <T>(random: Random, all: readonly T[]): T => all[Math.floor(random() * all.length)]!;
const between = (random: Random, least: number, most: number): number => least + Math.floor(random() * (most - least + 1));
const sentence = (random: Random, length: number): string => repeated(length, () => pick(random, words)).join(' ');
const paragraph = (random: Random): string => `${sentence(random, between(random, 3, 60))}.`;

const shapes: Readonly<Record<string, (random: Random) => string>> = {
  'one word': () => 'Yes.',
  'lines of a single paragraph': (random) =>
    repeated(between(random, 300, 900), (index) => `Line ${index} of a long answer, with *some* words.`).join('\n'),
  'one very long line': (random) => sentence(random, between(random, 1500, 4000)),
  'one word without a place to break': (random) => 'x'.repeat(between(random, 2000, 20_000)),
  'many short paragraphs': (random) =>
    repeated(between(random, 60, 200), (index) => `${index}. is no list here\\. ${paragraph(random)}`).join('\n\n'),
  tables: (random) =>
    repeated(3, () => {
      const columns = between(random, 2, 9);
      const row = (cell: (column: number) => string) => `| ${repeated(columns, cell).join(' | ')} |`;
      return [
        row((column) => `column ${column}`),
        row(() => '---'),
        ...repeated(between(random, 5, 60), () => row(() => sentence(random, between(random, 1, 9)))),
      ].join('\n');
    }).join('\n\nand then\n\n'),
  code: (random) =>
    repeated(4, (index) =>
      [
        'Look:',
        `\`\`\`${pick(random, ['ts', 'python', 'json', '', 'unknown'])}`,
        ...repeated(between(random, 1, 150), (line) => `const value${line} = '${sentence(random, index * 5)}'; // ${line}`),
        '```',
      ].join('\n'),
    ).join('\n\n'),
  'nested lists': (random) =>
    repeated(between(random, 30, 120), (index) => `${'  '.repeat(index % 5)}- ${sentence(random, between(random, 1, 30))}`).join('\n'),
  'headings, quotes and pictures': (random) =>
    repeated(
      between(random, 10, 40),
      (index) =>
        `${'#'.repeat((index % 6) + 1)} Part ${index}\n\n> ${paragraph(random)}\n> ${paragraph(random)}\n\n![a picture of ${index}](https://example.com/${index}.png)\n\n---`,
    ).join('\n\n'),
  'links that are defined at the end': (random) =>
    `${repeated(between(random, 20, 80), (index) => `See [number ${index}][${index}], and [one] too. ${paragraph(random)}`).join('\n\n')}\n\n[one]: https://example.com\n${repeated(80, (index) => `[${index}]: https://example.com/a/long/address/${index}`).join('\n')}`,
  'a fence that is never closed': (random) =>
    `${paragraph(random)}\n\n\`\`\`ts\n${repeated(between(random, 100, 700), (line) => `let a${line} = ${line};`).join('\n')}`,
  'a short text after a long reasoning': (random) => paragraph(random),
};

const paces = [
  { pieces: 1, together: 1, framesApart: 1 },
  { pieces: 12, together: 1, framesApart: 3 },
  { pieces: 100, together: 2, framesApart: 1 },
  { pieces: 90, together: 9, framesApart: 1 },
  { pieces: 4, together: 2, framesApart: 2 },
  { pieces: 25, together: 1, framesApart: 1 },
  { pieces: 6, together: 1, framesApart: 6 },
] as const;

/** Every shape in turn, each time at another pace; the same ones for the same seed. */
export function oddAnswers(seed: number, count: number): readonly OddAnswer[] {
  const random = seededRandom(seed);
  const all = Object.entries(shapes);
  return repeated(count, (index) => {
    const [name, make] = all[index % all.length]!;
    const pace = paces[index % paces.length]!;
    const reasons = name.includes('reasoning') || index % 7 === 3;
    return {
      name: `${index}: ${name}`,
      text: make(random),
      reasoning: reasons ? repeated(40, () => paragraph(random)).join('\n') : '',
      ...pace,
    };
  });
}
