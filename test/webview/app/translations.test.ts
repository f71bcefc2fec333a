// One sentence on its whole way: made in core, in another language, carried in a failure, shown on a page that speaks that language too.
import { afterEach, expect, it } from 'vitest';
import { sharedEntry } from '../../../src/core/errors/chatErrors.ts';
import { setTranslations } from '../../../src/shared/l10n/setTranslations.ts';
import { exportedSentences } from '../../support/exportedSentences.ts';
import { appOpener } from './appOpener.ts';
import type { App } from './openApp.ts';
import { Refusal } from './scriptedHost.ts';
import { answerEntry, chat, userEntry } from './surfaceFixtures.ts';

/** A language in which every sentence is marked, and its arguments too. */
const translations = Object.fromEntries(
  Object.keys(JSON.parse(exportedSentences()) as Record<string, string>).map((sentence) => [
    sentence,
    `⟦${sentence.replaceAll(/\{\d+\}/g, '‹$&›')} </script>⟧`,
  ]),
);
const marked = (sentence: string) => `⟦${sentence} </script>⟧`;

const openApp = appOpener();
let app: App;
afterEach(() => setTranslations({}));

const open = async (earlier: number) => {
  const state = { ...chat(userEntry('a', 'Question'), answerEntry('b', 'Answer.')), earlier };
  app = await openApp({ state, translations });
};

it('a failure of core arrives in the language of the page, with its code and its buttons', async () => {
  await open(0);
  setTranslations(translations);
  const failure = { ...sharedEntry().toFailure(), actions: ['setApiKey', 'useDemo'] as const };
  setTranslations({});
  app.host.on('deleteEntry', () => new Refusal(failure));
  await app.page.getByRole('article').last().getByRole('button', { name: 'Delete', exact: true }).click();
  const alert = app.page.getByRole('alert');
  await alert.waitFor();
  expect(await alert.locator('p').textContent()).toBe(`REFUSED ${marked(sharedEntry().message)}`);
  for (const action of ['Set API Key', 'Use demonstration model'])
    await alert.getByRole('button', { name: marked(action), exact: true }).waitFor();
});

it.each([
  [1, marked('Show 1 earlier entry')],
  [7, marked('Show ‹7› earlier entries')],
  [1_240, marked('Show ‹100› earlier entries (‹1,240› above)')],
])('with %s earlier entries, a page has a form of its own for one, and for many', async (earlier, sentence) => {
  await open(earlier);
  await app.page.getByRole('button', { name: sentence, exact: true }).waitFor();
});
