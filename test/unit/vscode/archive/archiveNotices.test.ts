import { beforeEach, expect, it, vi } from 'vitest';
import { archiveNotices } from '../../../../src/vscode/archive/archiveNotices.ts';
import { ChannelLog } from '../../../../src/vscode/platform/channelLog.ts';
import { fakeUser } from '../../../support/fakeVscode/fakeUser.ts';
import { recorded } from '../../../support/fakeVscode/recorded.ts';
import { resetFakeVscode } from '../../../support/fakeVscode/resetFakeVscode.ts';

beforeEach(resetFakeVscode);

it('each kind of report is shown once in a window', () => {
  const show = archiveNotices(new ChannelLog());
  for (const [kind, message] of [
    ['damaged', 'A line is damaged.'],
    ['damaged', 'Another line is damaged.'],
    ['readonly', 'Nothing can be written.'],
  ] as const)
    show({ kind, message });
  expect(recorded.messages.map(({ kind, text }) => [kind, text])).toEqual([
    ['warning', 'A line is damaged.'],
    ['warning', 'Nothing can be written.'],
  ]);
  expect(recorded.shownChannels).toEqual([]);
});

it('a report leads to the log', async () => {
  fakeUser.presses = 'Show Log';
  archiveNotices(new ChannelLog())({ kind: 'damaged', message: 'A line is damaged.' });
  await vi.waitUntil(() => recorded.shownChannels.length > 0);
  expect(recorded.shownChannels).toEqual(['Neural Terminal']);
});
