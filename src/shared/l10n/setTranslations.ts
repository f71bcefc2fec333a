import { config } from '@vscode/l10n';

/** What VS Code hands over as `l10n.bundle`: the sentence in the display language by the sentence in English. */
export type Translations = Readonly<Record<string, string>>;

/** From now on `t` speaks this language. To be called before the first sentence is made, module constants included. */
export function setTranslations(translations: Translations): void {
  config({ contents: { ...translations } });
}
