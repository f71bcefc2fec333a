import { beforeEach, describe, expect, it } from 'vitest';
import { ChatError } from '../../../../src/core/errors/chatError.ts';
import { type CommandHandlers, commandNames } from '../../../../src/vscode/platform/commands.ts';
import { runCommand } from '../../../../src/vscode/commands/runCommand.ts';
import { recorded } from '../../../support/fakeVscode/recorded.ts';
import { resetFakeVscode } from '../../../support/fakeVscode/resetFakeVscode.ts';
import { recordingLogger } from '../../../support/recordingLogger.ts';

beforeEach(resetFakeVscode);

const handlersWith = (stop: () => unknown): CommandHandlers =>
  ({ ...Object.fromEntries(commandNames.map((name) => [name, () => expect.fail(`${name} was run`)])), stop }) as unknown as CommandHandlers;

it('a command runs what is named after it, and nothing else', async () => {
  let runs = 0;
  await runCommand(
    handlersWith(() => (runs += 1)),
    'stop',
    recordingLogger(),
  );
  expect([runs, recorded.messages]).toEqual([1, []]);
});

describe('a command that fails', () => {
  it.each([
    [
      'by throwing',
      (error: Error) => () => {
        throw error;
      },
    ],
    ['by rejecting', (error: Error) => () => Promise.reject(error)],
  ])('%s says why in one message', async (_how, failing) => {
    const logger = recordingLogger();
    await runCommand(handlersWith(failing(new ChatError('DISK_FULL', 'The disk is full.'))), 'stop', logger);
    expect(recorded.messages.map(({ kind, text }) => [kind, text])).toEqual([['error', 'The disk is full.']]);
    expect(logger.lines).toMatchObject([{ level: 'error', event: 'command.failed', fields: { name: 'stop', code: 'DISK_FULL' } }]);
  });

  it('for a reason of its own says so without the inside of it; the log has that', async () => {
    const logger = recordingLogger();
    await runCommand(
      handlersWith(() => Promise.reject(new TypeError('x is undefined'))),
      'stop',
      logger,
    );
    expect(recorded.messages).toHaveLength(1);
    expect(recorded.messages[0]?.text).not.toContain('undefined');
    expect(logger.lines).toMatchObject([{ fields: { code: 'INTERNAL', error: 'TypeError: x is undefined' } }]);
  });
});
