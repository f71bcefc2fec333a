import { characterAt, characterBefore, isDigit, isOpening, isPunctuation, isSpace, isUnspaced, isWordCharacter } from './characters.ts';
import type { MarkRun } from './inlineNode.ts';

/**
 * The run of marks at an offset, and whether it may open or close emphasis: CommonMark's rules of flanking, and where they take the marks of
 * people who write without spaces for text, or the signs of a product for marks, those of docs/markdown.md.
 */
export function markRun(source: string, from: number, to: number): MarkRun {
  const mark = source.charAt(from);
  const length = to - from;
  const [before, after] = [characterBefore(source, from), characterAt(source, to)];
  const { opens, closes } = mark === '_' ? underscores(before, after) : starsOrTildes(before, after, length);
  return { type: 'marks', mark, length, count: length, opens, closes };
}

interface Flanks {
  readonly opens: boolean;
  readonly closes: boolean;
}

function flanks(before: string, after: string): Flanks {
  const [spaceBefore, spaceAfter] = [isSpace(before), isSpace(after)];
  const [signBefore, signAfter] = [isPunctuation(before), isPunctuation(after)];
  return {
    opens: !spaceAfter && (!signAfter || spaceBefore || signBefore),
    closes: !spaceBefore && (!signBefore || spaceAfter || signAfter),
  };
}

function underscores(before: string, after: string): Flanks {
  const { opens, closes } = flanks(before, after);
  return { opens: opens && (!closes || isPunctuation(before)), closes: closes && (!opens || isPunctuation(after)) };
}

function starsOrTildes(before: string, after: string, length: number): Flanks {
  const strict = flanks(before, after);
  const closesSign = !isSpace(before) && (isSpace(after) || !isOpening(before));
  const opens = strict.opens || (isUnspaced(before) && !isSpace(after));
  const closes = (strict.closes || closesSign) && !(isOpening(before) && !isSpace(after) && !isPunctuation(after));
  if (!isWordCharacter(before) || !isWordCharacter(after)) return { opens, closes };
  const digits = [before, after].filter(isDigit).length;
  // 4*5*2, 2**3, x**2 + y**2, a*b*c
  return { opens: opens && length > 1 && digits === 0, closes: closes && digits < 2 };
}
