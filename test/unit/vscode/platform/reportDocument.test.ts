import { beforeEach, expect, it } from 'vitest';
import { ReportDocument } from '../../../../src/vscode/platform/reportDocument.ts';
import { recorded } from '../../../support/fakeVscode/recorded.ts';
import { resetFakeVscode } from '../../../support/fakeVscode/resetFakeVscode.ts';
import { Uri } from '../../../support/fakeVscode/vscode.ts';

beforeEach(resetFakeVscode);

it('a report is shown, and the next one of the same name replaces it where it is open', async () => {
  const reports = new ReportDocument();
  reports.register();
  const changed: string[] = [];
  reports.onDidChange((uri) => changed.push(uri.toString()));
  await reports.show('Archive Report.txt', 'first');
  await reports.show('Archive Report.txt', 'second');
  expect(recorded.shownDocuments).toEqual(['first', 'second']);
  expect(changed).toEqual(Array(2).fill('neural-terminal-report:/Archive%20Report.txt'));
});

it('a document that was left open from another window is empty', () => {
  const uri = Uri.from({ scheme: 'neural-terminal-report', path: '/Archive Report.txt' });
  expect(new ReportDocument().provideTextDocumentContent(uri)).toBe('');
});
