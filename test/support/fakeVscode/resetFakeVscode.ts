import { resetFakeDisplayLanguage } from './fakeDisplayLanguage.ts';
import { resetFakeUser } from './fakeUser.ts';
import { resetRecorded } from './recorded.ts';
import { fakeConfiguration } from './vscode.ts';

/** As before the first test: nothing asked, nothing set, a user who closes every question. */
export function resetFakeVscode(): void {
  resetFakeUser();
  resetFakeDisplayLanguage();
  resetRecorded();
  fakeConfiguration.reset();
}
