import { describe, expect, it } from 'vitest';
import type { TextEditor } from 'vscode';
import { SelectionActions, selectedText } from '../../../../src/vscode/editor/selection.ts';
import { FakeRange, FakeSelection } from '../../../support/fakeVscode/fakePositions.ts';
import { FakeUri } from '../../../support/fakeVscode/fakeUri.ts';

type Selected = readonly [anchorLine: number, anchorCharacter: number, activeLine: number, activeCharacter: number];

/** An editor with selections: anchor line and character, then those of the caret, all from 0. Every selection has the same text. */
function editorWith(text: string, ...selections: readonly Selected[]) {
  return {
    selections: selections.map((selected) => new FakeSelection(...selected)),
    document: { uri: FakeUri.file('/project/src/a.ts'), languageId: 'typescript', getText: () => text },
  } as unknown as TextEditor;
}

const linesOf = (editor: TextEditor) => selectedText(editor).attachments.map(({ firstLine, lastLine }) => [firstLine, lastLine]);

describe('the selection as an attachment', () => {
  it('is none without an editor, or when nothing is selected', () => {
    const none = { attachments: [], cut: [] };
    expect([selectedText(undefined), selectedText(editorWith('', [3, 5, 3, 5]))]).toEqual([none, none]);
  });

  it('has the name of its file, its language and its text', () => {
    expect(selectedText(editorWith('const a', [0, 0, 0, 7])).attachments[0]).toEqual({
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
  ] as const)('%s', (_name, selected, lines) => expect(linesOf(editorWith('x', selected))).toEqual([lines]));

  it('is one for each selection, in the order of the text', () => {
    expect(linesOf(editorWith('x', [8, 0, 8, 3], [2, 4, 2, 4], [4, 1, 5, 2]))).toEqual([
      [5, 6],
      [9, 9],
    ]);
  });

  it('holds no more than fit into a message', () => {
    const many = Array.from({ length: 60 }, (_, line): Selected => [line, 0, line, 1]);
    expect(linesOf(editorWith('x', ...many))).toHaveLength(50);
  });

  it('of more than a million characters names the lines that it holds, and says that it is cut', () => {
    const { attachments, cut } = selectedText(editorWith(`${'x'.repeat(499_999)}\n`.repeat(3), [6, 0, 9, 0]));
    expect(attachments).toMatchObject([{ firstLine: 7, lastLine: 9 }]);
    expect(attachments[0]?.text).toHaveLength(1_000_000);
    expect(cut).toEqual(attachments);
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
