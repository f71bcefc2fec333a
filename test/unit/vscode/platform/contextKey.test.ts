import { beforeEach, expect, it, vi } from 'vitest';
import { ContextKey } from '../../../../src/vscode/platform/contextKey.ts';
import { recordingLogger } from '../../../support/recordingLogger.ts';

const executed = vi.hoisted(() => ({ calls: [] as unknown[][], fails: false }));

vi.mock('vscode', () => ({
  commands: {
    executeCommand: (...call: unknown[]) => {
      executed.calls.push(call);
      return executed.fails ? Promise.reject(new Error('gone')) : Promise.resolve();
    },
  },
}));

beforeEach(() => void Object.assign(executed, { calls: [], fails: false }));

const settled = () => new Promise((resolve) => setImmediate(resolve));
const valuesSet = () => executed.calls.map(([, , value]) => value);

it('is set at first and at each change, and at no other time', () => {
  const key = new ContextKey<boolean>('neuralTerminal.planted', recordingLogger());
  for (const value of [false, false, true, true, true, false]) key.set(value);
  expect(executed.calls).toEqual([false, true, false].map((value) => ['setContext', 'neuralTerminal.planted', value]));
});

it('that could not be set is logged, and set again at the next occasion', async () => {
  const logger = recordingLogger();
  const key = new ContextKey<boolean>('neuralTerminal.planted', logger);
  executed.fails = true;
  key.set(true);
  await settled();
  executed.fails = false;
  key.set(true);
  key.set(true);
  expect(valuesSet()).toEqual([true, true]);
  expect(logger.lines).toEqual([
    { level: 'warn', event: 'contextKey.failed', fields: { name: 'neuralTerminal.planted', error: 'Error: gone' } },
  ]);
});

it('keeps a newer value when an older one could not be set', async () => {
  const key = new ContextKey<number>('neuralTerminal.planted', recordingLogger());
  executed.fails = true;
  key.set(1);
  executed.fails = false;
  key.set(2);
  await settled();
  key.set(2);
  expect(valuesSet()).toEqual([1, 2]);
});
