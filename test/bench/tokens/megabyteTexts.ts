import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom } from '../../integration/archive/kit/seededRandom.ts';
import { projectRoot } from '../../support/projectRoot.ts';

const modules = join(projectRoot, 'node_modules');
const megabyte = 1_000_000;

export interface BenchText {
  readonly name: string;
  readonly text: string;
}

/** As much of a text as has a million bytes of UTF-8. */
function cut(name: string, text: string): BenchText {
  const bytes = Buffer.from(text).subarray(0, megabyte);
  if (bytes.length < megabyte) throw new Error(`The ${name} is too short.`);
  return { name, text: bytes.toString('utf8').replace(/\ufffd$/, '') };
}

/** The READMEs of the packages that are installed here: written by many hands, and the same on every machine. */
function prose(): string {
  const texts = readdirSync(modules)
    .sort()
    .map((name) => join(modules, name, 'README.md'))
    .flatMap((path) => {
      try {
        return [readFileSync(path, 'utf8')];
      } catch {
        return [];
      }
    });
  return texts.join('\n');
}

/** There is no megabyte of Chinese at hand: common characters by chance, in sentences of usual length, which no cache of words can help with. */
function cjk(): string {
  const random = seededRandom(1);
  const sentence = () => String.fromCharCode(...Array.from({ length: 4 + random() * 20 }, () => 0x4e00 + Math.floor(random() ** 2 * 5000)));
  return Array.from({ length: 30_000 }, () => `${sentence()}${random() < 0.5 ? '，' : '。'}`).join('');
}

/** One megabyte each. */
export function megabyteTexts(): readonly BenchText[] {
  const code = readFileSync(join(modules, 'typescript', 'lib', 'typescript.js'), 'utf8').slice(megabyte);
  return [cut('prose', prose()), cut('code', code), cut('CJK', cjk())];
}

/** Texts without a word's end, on which a quadratic merge does not come to an end either. */
export function endlessTexts(characters: number): readonly BenchText[] {
  return [
    { name: '"a"', text: 'a'.repeat(characters) },
    { name: 'spaces', text: ' '.repeat(characters) },
    { name: 'dashes', text: '-'.repeat(characters) },
    { name: 'Han characters', text: '的一是在不了有和人这中大为上个国我以要他'.repeat(characters / 20) },
  ];
}

export function base64Text(characters: number): BenchText {
  const random = seededRandom(2);
  const bytes = Uint8Array.from({ length: (characters / 4) * 3 }, () => random() * 256);
  return { name: 'base64', text: Buffer.from(bytes).toString('base64') };
}
