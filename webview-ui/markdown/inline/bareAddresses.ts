export interface BareAddress {
  readonly start: number;
  readonly end: number;
  readonly href: string;
}

/**
 * `https://…`, `www.…` and `name@host` in running text. What no address holds ends it: white space, brackets, quotation marks, marks of
 * emphasis in pairs, and the punctuation of Chinese and Japanese (U+3000–303F and the full-width forms that are no letters or digits).
 */
const CANDIDATE =
  /(?<![A-Za-z0-9])(?:https?:\/\/|(?<![^\s*_~(])www\.)(?:(?!\*\*|~~)[^\s<>"`[\]{}|\\\u2018-\u201f\u2026\u00ab\u00bb\u3000-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]){1,2048}|(?<![A-Za-z0-9._+-])[A-Za-z0-9._+-]{1,64}@(?:[A-Za-z0-9-]+\.)+[A-Za-z0-9-]*[A-Za-z0-9](?![\w-])/gi;

/** An address of ASCII letters ends where letters without spaces follow directly: 詳しくはhttps://a.example/guideを見て. After `/` or `=` they belong to it. */
const RUN_ON = /[A-Za-z0-9](?=[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}])/u;

/** At the end of an address these belong to the sentence. */
const SENTENCE_END = /[?!.,:;*_~'’]/;

/** All addresses that stand in a text as they are, in order. They do not overlap. */
export function findBareAddresses(source: string): BareAddress[] {
  if (!/[@/]|www\./i.test(source)) return [];
  const found: BareAddress[] = [];
  for (const { 0: written, index } of source.matchAll(CANDIDATE)) {
    const isWeb = /^(?:https?:\/\/|www\.)/i.test(written);
    const address = isWeb ? withoutSentence(written) : written;
    if (isWeb && !/^(?:https?:\/\/|www\.)[\p{L}\p{N}]/iu.test(address)) continue;
    const scheme = isWeb ? (/^www/i.test(address) ? 'http://' : '') : 'mailto:';
    found.push({ start: index, end: index + address.length, href: scheme + address });
  }
  return found;
}

function withoutSentence(written: string): string {
  const runOn = RUN_ON.exec(written);
  const address = runOn ? written.slice(0, runOn.index + 1) : written;
  let surplus = count(address, ')') - count(address, '(');
  let end = address.length;
  for (;;) {
    const last = address.charAt(end - 1);
    if (last === ')' && surplus > 0) surplus--;
    else if (!SENTENCE_END.test(last)) return address.slice(0, end);
    end--;
  }
}

const count = (text: string, character: string): number => text.split(character).length - 1;
