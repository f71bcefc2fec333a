import { setTranslations, type Translations } from '../../src/shared/l10n/setTranslations.ts';

// Imported for its effect and before all else, so that sentences in constants of other modules find their translation too. The page is made
// with the element only when the display language has translations.
const element = document.getElementById('translations');
if (element?.textContent) setTranslations(JSON.parse(element.textContent) as Translations);
