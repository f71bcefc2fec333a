import { describe, expect, it } from 'vitest';
import type { TextEditor } from 'vscode';
import { SelectionActions, selectionAttachment } from '../../../../src/vscode/editor/selection.ts';
import { FakeRange, FakeSelection } from '../../../support/fakeVscode/fakePositions.ts';
import { FakeUri } from '../../../support/fakeVscode/fakeUri.ts';

/** An editor with a selection: anchor line and character, then those of the caret, all from 0. */
function editorWith(
  text: string,
  ...[anchorLine, anchorCharacter, activeLine, activeCharacter]: readonly [number, number, number, number]
) {
  return {
    selection: new FakeSelection(anchorLine, anchorCharacter, activeLine, activeCharacter),
    document: { uri: FakeUri.file('/project/src/a.ts'), languageId: 'typescript', getText: () => text },
  } as unknown as TextEditor;
}

describe('the selection as an attachment', () => {
  it('is none without an editor, or when nothing is selected', () => {
    expect([selectionAttachment(undefined), selectionAttachment(editorWith('', 3, 5, 3, 5))]).toEqual([null, null]);
  });

  it('has the name of its file, its language and its text', () => {
    expect(selectionAttachment(editorWith('const a', 0, 0, 0, 7))).toEqual({
      kind: 'selection',
      name: '/project/src/a.ts',
      language: 'typescript',
      firstLine: 1,
      lastLine: 1,
      text: 'const a',
    });
  });

  it.each([
    ['within a line', [4, 2, 4, 9], [5, 5]],
    ['over several lines', [4, 2, 6, 1], [5, 7]],
    ['backwards', [6, 1, 4, 2], [5, 7]],
    ['that ends at the start of a line does not hold that line', [4, 0, 6, 0], [5, 6]],
    ['of one whole line', [4, 0, 5, 0], [5, 5]],
    ['of a line break only', [4, 9, 5, 0], [5, 5]],
  ] as const)('%s', (_name, [anchorLine, anchorCharacter, activeLine, activeCharacter], lines) => {
    const attachment = selectionAttachment(editorWith('x', anchorLine, anchorCharacter, activeLine, activeCharacter));
    expect([attachment?.firstLine, attachment?.lastLine]).toEqual(lines);
  });

  it('is cut at a million characters', () => {
    expect(selectionAttachment(editorWith('x'.repeat(1_000_001), 0, 0, 1, 1))?.text).toHaveLength(1_000_000);
  });
});

describe('the lightbulb', () => {
  const actionsOn = (range: FakeRange) => new SelectionActions().provideCodeActions(undefined as never, range as never);

  it('offers to ask where something is selected, and only there', () => {
    expect(actionsOn(new FakeRange(1, 1, 1, 1))).toEqual([]);
    expect(actionsOn(new FakeRange(1, 1, 1, 2))).toMatchObject([
      { title: 'Ask About Selection…', kind: SelectionActions.kind, command: { command: 'neuralTerminal.askAboutSelection' } },
    ]);
  });
});
