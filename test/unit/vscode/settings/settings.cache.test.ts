import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Settings } from '../../../../src/vscode/settings/settings.ts';
import { recordingLogger } from '../../../support/recordingLogger.ts';

/** The settings as VS Code has them, how often they were read, and who hears of changes. */
interface Configuration {
  values: Record<string, unknown>;
  reads: number;
  listeners: ((event: { affectsConfiguration(section: string): boolean }) => void)[];
}

const configuration = vi.hoisted((): Configuration => ({ values: {}, reads: 0, listeners: [] }));

vi.mock('vscode', () => ({
  workspace: {
    getConfiguration: () => {
      configuration.reads += 1;
      return {
        get: (name: string) => configuration.values[name],
        inspect: (name: string) => ({ globalValue: configuration.values[name] }),
      };
    },
    onDidChangeConfiguration: (listener: Configuration['listeners'][number]) => {
      configuration.listeners.push(listener);
      return { dispose: () => undefined };
    },
  },
}));

function change(section: string, values: Record<string, unknown>): void {
  Object.assign(configuration.values, values);
  for (const listener of configuration.listeners) listener({ affectsConfiguration: (asked) => asked === section });
}

beforeEach(() => void Object.assign(configuration, { values: {}, reads: 0, listeners: [] }));
afterEach(() => vi.unstubAllEnvs());

it('settings are read once, however often a running answer asks for them', () => {
  const settings = new Settings(recordingLogger());
  const first = settings.chat();
  const reads = configuration.reads;
  for (let piece = 0; piece < 1000; piece += 1) {
    expect(settings.chat()).toBe(first);
    settings.get('budget.dayUsd');
  }
  expect(configuration.reads).toBe(reads);
  settings.address();
  settings.modelSetByWorkspace();
  const all = configuration.reads;
  settings.address();
  settings.modelSetByWorkspace();
  expect(configuration.reads).toBe(all);
});

it('settings that changed are read again, before anyone hears of the change', () => {
  const settings = new Settings(recordingLogger());
  const heard: unknown[] = [];
  settings.onDidChange(() =>
    heard.push([settings.chat().budget.dayUsd, settings.get('openRouter.timeoutSeconds'), settings.address().text]),
  );
  expect([settings.chat().budget.dayUsd, settings.get('openRouter.timeoutSeconds')]).toEqual([null, 60]);
  change('neuralTerminal', { 'budget.dayUsd': 2, 'openRouter.timeoutSeconds': 90, 'openRouter.baseUrl': 'http://127.0.0.1:9/v1' });
  expect(heard).toEqual([[2, 90, 'http://127.0.0.1:9/v1']]);
});

it('the address in the environment is that of now, as the key in the environment is', () => {
  vi.stubEnv('OPENROUTER_BASE_URL', undefined);
  const settings = new Settings(recordingLogger());
  expect(settings.address().text).toBe('https://openrouter.ai/api/v1');
  vi.stubEnv('OPENROUTER_BASE_URL', 'http://127.0.0.1:9/v1');
  vi.stubEnv('OPENROUTER_API_KEY', 'environment-key');
  expect(settings.address().text).toBe('http://127.0.0.1:9/v1');
});

it('changes of other settings change nothing', () => {
  const settings = new Settings(recordingLogger());
  settings.chat();
  const reads = configuration.reads;
  change('editor', {});
  settings.chat();
  expect(configuration.reads).toBe(reads);
});
