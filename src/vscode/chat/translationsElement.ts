import type { Translations } from '../../shared/l10n/setTranslations.ts';

/**
 * What hands the page its translations: a block of data, which is never run and needs no permission of the page's policy. `<` is escaped, so
 * that no sentence can end the block. Nothing when the display language has no translations.
 */
export function translationsElement(translations: Translations | undefined): string {
  if (!translations) return '';
  return `<script id="translations" type="application/json">${JSON.stringify(translations).replaceAll('<', '\\u003c')}</script>\n`;
}
