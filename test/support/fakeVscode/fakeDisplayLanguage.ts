export interface FakeDisplayLanguage {
  language: string;
  /** What VS Code has read from the bundle of the extension; undefined in English. */
  translations: { [sentence: string]: string } | undefined;
}

const english: FakeDisplayLanguage = { language: 'en', translations: undefined };

/** The language in which VS Code was started. */
export const fakeDisplayLanguage: FakeDisplayLanguage = { ...english };

export function resetFakeDisplayLanguage(): void {
  Object.assign(fakeDisplayLanguage, english);
}
