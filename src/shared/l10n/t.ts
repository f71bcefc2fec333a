import { t as translate } from '@vscode/l10n';

/**
 * A sentence for the user in the display language: the one way to say something in host, core and webview. What identifies a sentence is its
 * English text, with `{0}`, `{1}`, … where the arguments go; without a translation it is that text that is shown. The first argument is a
 * literal, because the export (`npm run l10n`) reads the sources. Singular and plural are two sentences. Never call it on text that comes
 * from elsewhere: what an argument holds is not looked up, and not read for placeholders.
 */
export function t(sentence: string, ...args: readonly (string | number)[]): string {
  return translate(sentence, ...args);
}
