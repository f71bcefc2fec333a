import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bundlePath, exportedSentences, sentencesOf } from '../../support/exportedSentences.ts';

describe('the sentences that can be translated', () => {
  it('are all in the bundle that translations are made from (`npm run l10n` writes it anew)', () => {
    expect(readFileSync(bundlePath, 'utf8')).toBe(exportedSentences());
  });

  it.each([
    [`t('Hello')`, ['Hello']],
    ['t(`Hello {0}`, name)', ['Hello {0}']],
    [`vscode.l10n.t('Hello {0}', t('you'))`, ['Hello {0}', 'you']],
    [`t('Hello, ' + 'all ' + 'of you')`, ['Hello, all of you']],
    [`other('Hello'); it.t('Hello')`, []],
  ])('are found in %s', (text, expected) => {
    expect(sentencesOf('planted.ts', text)).toEqual(expected);
  });

  it.each(['t(sentence)', 't(`Hello ${name}`)', `t('a' + b)`, `t(one ? '1 entry' : 'entries')`])('are refused as %s', (text) => {
    expect(() => sentencesOf('planted.ts', text)).toThrow('no literal');
  });
});
