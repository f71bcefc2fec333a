import { describe, expect, it } from 'vitest';
import { HostCommandQueue } from '../../../../src/core/surface/hostCommandQueue.ts';
import { SurfaceSteps } from '../../../../src/core/surface/surfaceSteps.ts';
import type { HostCommand } from '../../../../src/shared/protocol/messages.ts';
import { recordingLogger } from '../../../support/recordingLogger.ts';

const focus: HostCommand = { type: 'hostCommand', command: 'focusComposer' };
const costs: HostCommand = { type: 'hostCommand', command: 'openCosts' };

function openSteps() {
  const logger = recordingLogger();
  const steps = new SurfaceSteps(logger);
  steps.listening = true;
  return { steps, logger };
}

describe('the steps of a surface', () => {
  it('run one after another, in the order in which they came', async () => {
    const { steps } = openSteps();
    const seen: string[] = [];
    const gate = Promise.withResolvers<void>();
    void steps.enqueue('slow', async () => {
      await gate.promise;
      seen.push('slow');
    });
    const quick = steps.enqueue('quick', () => void seen.push('quick'));
    expect(seen).toEqual([]);
    gate.resolve();
    await quick;
    expect(seen).toEqual(['slow', 'quick']);
  });

  it('that fail are logged by name, and keep nothing from the next', async () => {
    const { steps, logger } = openSteps();
    const seen: string[] = [];
    await steps.enqueue('broken', () => {
      throw new Error('no disk');
    });
    await steps.enqueue('rejected', () => Promise.reject(new Error('no disk either')));
    await steps.enqueue('next', () => void seen.push('next'));
    expect(seen).toEqual(['next']);
    expect(logger.lines).toEqual([
      { level: 'error', event: 'surface.stepFailed', fields: { name: 'broken', error: 'Error: no disk' } },
      { level: 'error', event: 'surface.stepFailed', fields: { name: 'rejected', error: 'Error: no disk either' } },
    ]);
  });

  it('are left out while nothing listens, also those that came before', async () => {
    const { steps } = openSteps();
    const seen: string[] = [];
    const before = steps.enqueue('before', () => void seen.push('before'));
    steps.listening = false;
    await before;
    await steps.enqueue('meanwhile', () => void seen.push('meanwhile'));
    steps.listening = true;
    await steps.enqueue('after', () => void seen.push('after'));
    expect(seen).toEqual(['after']);
  });
});

describe('commands for a page', () => {
  it('wait until it listens, and reach it once, in order and after the steps before them', async () => {
    const { steps } = openSteps();
    steps.listening = false;
    const posted: unknown[] = [];
    const commands = new HostCommandQueue((command) => posted.push(command), steps);
    commands.send(focus);
    commands.send(costs);
    steps.listening = true;
    void steps.enqueue('snapshot', () => void posted.push('snapshot'));
    commands.flush();
    commands.flush();
    await steps.enqueue('end', () => undefined);
    expect(posted).toEqual(['snapshot', focus, costs]);
  });

  it('are sent at once to a page that listens', async () => {
    const { steps } = openSteps();
    const posted: unknown[] = [];
    new HostCommandQueue((command) => posted.push(command), steps).send(focus);
    await steps.enqueue('end', () => undefined);
    expect(posted).toEqual([focus]);
  });

  it('are kept when the page goes before its turn has come', async () => {
    const { steps } = openSteps();
    const posted: unknown[] = [];
    const commands = new HostCommandQueue((command) => posted.push(command), steps);
    commands.send(focus);
    steps.listening = false;
    await steps.enqueue('end', () => undefined);
    expect(posted).toEqual([]);
    steps.listening = true;
    commands.flush();
    await steps.enqueue('end', () => undefined);
    expect(posted).toEqual([focus]);
  });
});
