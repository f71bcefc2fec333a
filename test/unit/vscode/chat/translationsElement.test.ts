import { expect, it } from 'vitest';
import { translationsElement } from '../../../../src/vscode/chat/translationsElement.ts';

it('is nothing for English', () => {
  expect(translationsElement(undefined)).toBe('');
});

it('holds the translations, whatever is in them, and cannot be ended from inside', () => {
  const translations = { 'Show Log': '</script><script>alert(1)</script>', Retry: '<!--', '"{0}"': '\u2028 & "\\' };
  const element = translationsElement(translations);
  const content = /^<script id="translations" type="application\/json">([^<]*)<\/script>\n$/.exec(element)?.[1];
  expect(JSON.parse(content ?? '')).toEqual(translations);
});
