import { afterEach, describe, expect, it } from 'vitest';
import { failureOf } from '../../../../src/core/errors/chatError.ts';
import { notSaved, sharedEntry } from '../../../../src/core/errors/chatErrors.ts';
import { t } from '../../../../src/shared/l10n/t.ts';
import { setTranslations } from '../../../../src/shared/l10n/setTranslations.ts';

afterEach(() => setTranslations({}));

describe('a sentence', () => {
  it('is the English one without a translation, with its arguments in their places', () => {
    expect(t('{0} of {1} left', 2, '$5')).toBe('2 of $5 left');
  });

  it('is the translated one, whose arguments may stand in another order', () => {
    setTranslations({ '{0} of {1} left': 'noch {0} (von {1})' });
    expect(t('{0} of {1} left', 2, '$5')).toBe('noch 2 (von $5)');
    setTranslations({ '{0} of {1} left': '{1}: {0}' });
    expect(t('{0} of {1} left', 2, '$5')).toBe('$5: 2');
  });

  it('is English where only other sentences are translated', () => {
    setTranslations({ Retry: 'Noch einmal' });
    expect(t('Show Log')).toBe('Show Log');
  });

  it.each(['{0}', '{1}', '$&', "$'", '<b>', '__proto__', 'constructor'])('takes %s in an argument for text', (argument) => {
    expect(t('{0} and {1}', argument, 'more')).toBe(`${argument} and more`);
  });

  it('keeps a placeholder that has no argument', () => {
    expect(t('{0} and {1}', 'one')).toBe('one and {1}');
  });

  it.each(['constructor', '__proto__', 'toString'])('is not found in what every object has: %s', (sentence) => {
    expect(t(sentence)).toBe(sentence);
  });
});

describe('an error of core', () => {
  it('carries the translated sentence to the page, under the same code and with the same actions', () => {
    const english = failureOf(sharedEntry());
    setTranslations({ [english.message]: '⟦key⟧' });
    expect(failureOf(sharedEntry())).toEqual({ ...english, message: '⟦key⟧' });
  });

  it('is translated when it is made, not when its module is loaded', () => {
    const { message } = notSaved('DISK_FULL');
    setTranslations({ [message]: '⟦disk⟧' });
    expect(notSaved('DISK_FULL').message).toBe('⟦disk⟧');
  });

  it('that is a fault of our own is translated too', () => {
    const { message } = failureOf(new TypeError('x is not a function'));
    setTranslations({ [message]: '⟦fault⟧' });
    expect(failureOf(new TypeError('x is not a function')).message).toBe('⟦fault⟧');
  });
});
