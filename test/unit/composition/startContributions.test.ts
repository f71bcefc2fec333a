import { describe, expect, it, vi } from 'vitest';
import { startContributions } from '../../../src/composition/startContributions.ts';
import type { CommandHandlers } from '../../../src/vscode/platform/commands.ts';
import type { Contribution } from '../../../src/vscode/platform/contribution.ts';
import { recordingLogger } from '../../support/recordingLogger.ts';

vi.mock('vscode', () => ({
  l10n: { t: (text: string, ...values: string[]) => values.reduce((said, value, index) => said.replace(`{${index}}`, value), text) },
}));

type Fault = 'at its start' | 'half-way' | 'at its end';

/** A contribution with one command of its name, which writes down in `events` what happens to it. */
function planted<C extends string>(name: C, required: boolean, fault?: Fault): Contribution<string[], C> {
  return {
    name,
    required,
    commands: [name],
    start(events, disposables) {
      if (fault === 'at its start') throw new Error(`${name} cannot start`);
      disposables.push({ dispose: () => events.push(`-${name}`) });
      if (fault === 'half-way') throw new Error(`${name} cannot go on`);
      if (fault === 'at its end')
        disposables.push({
          dispose: () => {
            throw new Error(`${name} cannot end`);
          },
        });
      events.push(`+${name}`);
      return { [name]: () => `${name} ran` };
    },
  };
}

function start<C extends string>(...contributions: readonly Contribution<string[], C>[]) {
  const [events, logger] = [[] as string[], recordingLogger()];
  return { events, logger, run: () => startContributions(contributions, events, logger) };
}

describe('contributions', () => {
  it('live and die in order, although the second cannot start and the third cannot end', () => {
    const { events, logger, run } = start(
      planted('first', true),
      planted('second', false, 'at its start'),
      planted('third', false, 'at its end'),
      planted('fourth', false),
    );
    const started = run();
    expect(events).toEqual(['+first', '+third', '+fourth']);
    events.length = 0;
    started.dispose();
    expect(events).toEqual(['-fourth', '-third', '-first']);
    expect(logger.lines).toEqual([
      {
        level: 'error',
        event: 'contribution.failed',
        fields: { name: 'second', required: false, error: 'Error: second cannot start' },
      },
      { level: 'error', event: 'contribution.notEnded', fields: { name: 'third', error: 'Error: third cannot end' } },
    ]);
  });

  it('end once, however often they are disposed', () => {
    const { events, run } = start(planted('only', true));
    const started = run();
    started.dispose();
    started.dispose();
    expect(events).toEqual(['+only', '-only']);
  });

  it('that fail half-way leave nothing behind', () => {
    const { events, run } = start(planted('first', true), planted('second', false, 'half-way'));
    run();
    expect(events).toEqual(['+first', '-second']);
  });
});

describe('a required contribution that fails', () => {
  it('stops the start with a sentence, and what was started has ended', () => {
    const { events, logger, run } = start(
      planted('first', true),
      planted('second', false, 'at its end'),
      planted('third', true, 'half-way'),
      planted('fourth', true),
    );
    expect(run).toThrow(
      expect.objectContaining({
        name: 'ChatError',
        message: 'Neural Terminal could not start: its part “third” failed. The log has the details.',
        cause: new Error('third cannot go on'),
      }),
    );
    expect(events).toEqual(['+first', '+second', '-third', '-second', '-first']);
    expect(logger.lines.map(({ event, fields }) => [event, fields['name']])).toEqual([
      ['contribution.failed', 'third'],
      ['contribution.notEnded', 'second'],
    ]);
  });
});

describe('the commands', () => {
  it('of what runs run, and those of a contribution that failed say so', async () => {
    const { handlers } = start(planted('openChat', true), planted('showLog', false, 'at its start')).run();
    expect(handlers.openChat()).toBe('openChat ran');
    await expect(handlers.showLog()).rejects.toMatchObject({
      code: 'INTERNAL',
      message: 'This does not work in this window: the part “showLog” could not start. The log has the details.',
    });
  });

  it('of all contributions together are those of the manifest: a missing one does not compile', () => {
    const { handlers } = start(planted('openChat', true), planted('showLog', false)).run();
    // @ts-expect-error Most commands have no contribution here.
    const complete: CommandHandlers = handlers;
    expect(Object.keys(complete)).toEqual(['openChat', 'showLog']);
  });
});
