import type * as vscode from 'vscode';

/** What the user does when asked. What is not set here, the user closes without an answer. */
export interface FakeUser {
  /** The button that is pressed under messages. */
  presses: string | undefined;
  /** What is typed into an input box; a function sees what the box proposes. */
  types: string | ((options: vscode.InputBoxOptions) => string | undefined) | undefined;
  /** The label that is chosen in a quick pick. */
  picks: string | undefined;
  /** Path in the dialog that saves, and in the one that opens. */
  savesTo: string | undefined;
  opens: string | undefined;
  /** Whether work under a progress notice is cancelled as soon as it has begun. */
  cancels: boolean;
}

const closesEverything: FakeUser = {
  presses: undefined,
  types: undefined,
  picks: undefined,
  savesTo: undefined,
  opens: undefined,
  cancels: false,
};

export const fakeUser: FakeUser = { ...closesEverything };

export function resetFakeUser(): void {
  Object.assign(fakeUser, closesEverything);
}
