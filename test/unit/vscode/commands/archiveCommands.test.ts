import { homedir } from 'node:os';
import { dirname } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { ChatError } from '../../../../src/core/errors/chatError.ts';
import { ArchiveCommands } from '../../../../src/vscode/commands/archiveCommands.ts';
import { ReportDocument } from '../../../../src/vscode/platform/reportDocument.ts';
import { RecordingMaintenance } from '../../../support/fakes/recordingMaintenance.ts';
import { fakeUser } from '../../../support/fakeVscode/fakeUser.ts';
import { recorded } from '../../../support/fakeVscode/recorded.ts';
import { resetFakeVscode } from '../../../support/fakeVscode/resetFakeVscode.ts';

beforeEach(resetFakeVscode);

function setUp(answers: Partial<Pick<RecordingMaintenance, 'failure' | 'verified' | 'restored'>> = {}) {
  const care = Object.assign(new RecordingMaintenance(), answers);
  const reports = new ReportDocument();
  reports.register();
  return { commands: new ArchiveCommands(care, reports), done: care.done };
}

const failing = { failure: new ChatError('DISK_FULL', 'the disk is full') };
const messages = () => recorded.messages.map(({ kind, text }) => [kind, text]);
const titles = () => recorded.progress.map(({ title, cancellable }) => [title, cancellable]);

describe('back up', () => {
  it('proposes a name with the day in the home folder, and says what it wrote', async () => {
    fakeUser.savesTo = '/elsewhere/backup.zip';
    const { commands, done } = setUp();
    await commands.backUp();
    const proposed = recorded.saveDialogs[0]?.defaultUri?.fsPath ?? '';
    expect(dirname(proposed)).toBe(homedir());
    expect(proposed).toMatch(/\/neural-terminal-archive-\d{4}-\d\d-\d\d\.zip$/);
    expect([done, titles()]).toEqual([['back up /elsewhere/backup.zip'], [['Backing up the archive', true]]]);
    expect(messages()).toEqual([['information', 'Backed up: 3 files, 4.2 MB. The file is not encrypted.']]);
  });

  it('writes nothing when no place is chosen', async () => {
    const { commands, done } = setUp();
    await commands.backUp();
    expect([done, messages()]).toEqual([[], []]);
  });

  it('that fails is a failure of the command, and nothing is said to be written', async () => {
    fakeUser.savesTo = '/elsewhere/backup.zip';
    await expect(setUp(failing).commands.backUp()).rejects.toThrow('the disk is full');
    expect(messages()).toEqual([]);
  });
});

describe('restore', () => {
  it('takes a file or a folder, and says what is new', async () => {
    fakeUser.opens = '/elsewhere/backup.zip';
    const { commands, done } = setUp({ restored: { files: 2, skipped: 0, records: 7 } });
    await commands.restore();
    expect(recorded.openDialogs).toMatchObject([{ canSelectFiles: true, canSelectFolders: true }]);
    expect(done).toEqual(['restore /elsewhere/backup.zip']);
    expect(messages()).toEqual([['information', 'Restored: 7 new records from 2 files. What was here has stayed.']]);
  });

  it.each([
    [{ files: 0, skipped: 0, records: 0 }, 'Everything in this backup is here already.'],
    [
      { files: 1, skipped: 2, records: 5 },
      'Restored: 5 new records from 1 files. What was here has stayed. 2 files were no logs and were left out.',
    ],
    [
      { files: 0, skipped: 2, records: 0 },
      'Restored: 0 new records from 0 files. What was here has stayed. 2 files were no logs and were left out.',
    ],
  ])('of %j says so', async (restored, said) => {
    await setUp({ restored }).commands.restoreFrom('/elsewhere');
    expect(messages()).toEqual([['information', said]]);
  });

  it('restores nothing when nothing is chosen', async () => {
    const { commands, done } = setUp();
    await commands.restore();
    expect([done, messages()]).toEqual([[], []]);
  });

  it('that fails is a failure of the command', async () => {
    await expect(setUp(failing).commands.restoreFrom('/elsewhere')).rejects.toThrow('the disk is full');
    expect(messages()).toEqual([]);
  });
});

describe('verify', () => {
  it('of a sound archive offers the report', async () => {
    fakeUser.presses = 'Show Report';
    await setUp().commands.verify();
    expect(recorded.messages).toMatchObject([{ kind: 'information', text: 'The archive is sound.', buttons: ['Show Report'] }]);
    expect(recorded.shownDocuments).toEqual(['all is well']);
  });

  it('of a damaged one counts the problems, and offers the report and a new index', async () => {
    fakeUser.presses = 'Rebuild Index';
    const { commands, done } = setUp({ verified: { problems: 2, report: 'damage' } });
    await commands.verify();
    expect(recorded.messages[0]).toMatchObject({ kind: 'warning', buttons: ['Show Report', 'Rebuild Index'] });
    expect(recorded.messages[0]?.text).toBe('The archive has 2 problems. The report says what each of them means.');
    expect([done, recorded.shownDocuments]).toEqual([['verify', 'rebuild'], []]);
  });

  it('whose message is closed shows nothing more', async () => {
    await setUp().commands.verify();
    expect(recorded.shownDocuments).toEqual([]);
  });

  it('can be cancelled, and then says nothing', async () => {
    fakeUser.cancels = true;
    await setUp().commands.verify();
    expect([titles(), messages()]).toEqual([[['Verifying the archive', true]], []]);
  });

  it('that fails by itself is a failure of the command', async () => {
    await expect(setUp(failing).commands.verify()).rejects.toThrow('the disk is full');
  });
});

describe('rebuild the index', () => {
  it('says how much it read', async () => {
    await setUp().commands.rebuildIndex();
    expect([titles(), messages()]).toEqual([
      [['Rebuilding the archive index', true]],
      [['information', 'The index was made again from 12 records of the logs.']],
    ]);
  });

  it('that fails is a failure of the command', async () => {
    await expect(setUp(failing).commands.rebuildIndex()).rejects.toThrow('the disk is full');
    expect(messages()).toEqual([]);
  });
});

it.each(['verify', 'rebuildIndex', 'backUp', 'restore'] as const)('%s can be cancelled, and then says nothing', async (name) => {
  Object.assign(fakeUser, { cancels: true, savesTo: '/elsewhere/backup.zip', opens: '/elsewhere/backup.zip' });
  await setUp().commands[name]();
  expect([titles().map(([, cancellable]) => cancellable), messages()]).toEqual([[true], []]);
});
