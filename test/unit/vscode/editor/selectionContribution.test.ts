import { beforeEach, expect, it } from 'vitest';
import { DisposableList } from '../../../../src/shared/async/disposables.ts';
import { SurfaceRegistry } from '../../../../src/vscode/chat/surfaceRegistry.ts';
import { selectionContribution } from '../../../../src/vscode/editor/selectionContribution.ts';
import { FakeSelection } from '../../../support/fakeVscode/fakePositions.ts';
import { FakeUri } from '../../../support/fakeVscode/fakeUri.ts';
import { fakeWindow } from '../../../support/fakeVscode/fakeWindow.ts';
import { resetFakeVscode } from '../../../support/fakeVscode/resetFakeVscode.ts';
import { fakeSurface } from '../kit/fakeSession.ts';

beforeEach(resetFakeVscode);

type Services = Parameters<typeof selectionContribution.start>[0];

/** A view that is in sight or not, and two selections in the editor beside it. */
async function ask(isVisible: boolean) {
  fakeWindow.activeTextEditor = {
    selections: [new FakeSelection(0, 0, 0, 7), new FakeSelection(2, 0, 2, 7)],
    document: { uri: FakeUri.file('/project/a.ts'), languageId: 'typescript', getText: () => 'const a' },
  } as never;
  const surfaces = new SurfaceRegistry();
  const { surface, session, shown } = fakeSurface('v');
  surfaces.add(surface);
  shown.visible = isVisible;
  session.done.length = 0;
  const view = { sendCommand: (command: Parameters<typeof session.sendCommand>[0]) => session.sendCommand(command) };
  const { askAboutSelection } = selectionContribution.start({ surfaces, view } as unknown as Services, new DisposableList());
  await askAboutSelection();
  return session.done;
}

it('what is selected is attached in the chat that is in sight, which gets the focus', async () => {
  expect(await ask(true)).toEqual(['attach', 'attach', 'focusComposer']);
});

it('a chat that is opened for it asks for no focus when its page comes late', async () => {
  expect(await ask(false)).toEqual(['attach', 'attach']);
});
