import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseEndpoint } from '../../../../src/openrouter/http/endpoint.ts';
import { Settings } from '../../../../src/vscode/settings/settings.ts';
import { fakeUser } from '../../../support/fakeVscode/fakeUser.ts';
import { recorded } from '../../../support/fakeVscode/recorded.ts';
import { resetFakeVscode } from '../../../support/fakeVscode/resetFakeVscode.ts';
import { fakeConfiguration } from '../../../support/fakeVscode/vscode.ts';
import { recordingLogger } from '../../../support/recordingLogger.ts';

function setUp() {
  const logger = recordingLogger();
  return { logger, settings: new Settings(logger) };
}

beforeEach(() => {
  resetFakeVscode();
  vi.stubEnv('OPENROUTER_BASE_URL', undefined);
  vi.stubEnv('OPENROUTER_API_KEY', undefined);
});
afterEach(() => void vi.unstubAllEnvs());

describe('a bad value', () => {
  it.each([
    ['openRouter.timeoutSeconds', 'soon', 60],
    ['openRouter.timeoutSeconds', 301, 60],
    ['openRouter.provider', 'fast', {}],
    ['model.default', '', 'openai/gpt-5.6-luna-pro'],
    ['conversation.temperature', 2.5, 0.7],
    ['conversation.maxReplyTokens', 1.5, 16_384],
    ['budget.conversationUsd', '5', 5],
    ['budget.dayUsd', -1, null],
    ['budget.warnAtPercent', 0, 80],
    ['theme', 'pink', 'phosphor'],
  ] as const)('of %s (%j) is named, and the default is used', async (name, value, used) => {
    fakeConfiguration.set(`neuralTerminal.${name}`, value);
    const { settings, logger } = setUp();
    expect(settings.get(name)).toEqual(used);
    await Promise.resolve();
    expect(recorded.messages).toMatchObject([{ kind: 'warning', buttons: ['Open Settings'] }]);
    expect(recorded.messages[0]?.text).toMatch(
      new RegExp(`^The setting neuralTerminal\\.${name} is not usable \\(.+\\)\\. The default is used instead\\.$`),
    );
    expect(logger.lines).toMatchObject([{ event: 'settings.bad', fields: { name: `neuralTerminal.${name}` } }]);
  });

  it('is named once, and again only when it is another one', () => {
    fakeConfiguration.set('neuralTerminal.theme', 'pink');
    const { settings } = setUp();
    settings.get('theme');
    settings.get('theme');
    expect(recorded.messages).toHaveLength(1);
    fakeConfiguration.set('neuralTerminal.theme', 'green');
    settings.get('theme');
    expect(recorded.messages).toHaveLength(2);
  });

  it('can be corrected from the message', async () => {
    fakeUser.presses = 'Open Settings';
    fakeConfiguration.set('neuralTerminal.theme', 'pink');
    setUp().settings.get('theme');
    await vi.waitUntil(() => recorded.executed.length > 0);
    expect(recorded.executed).toEqual([['workbench.action.openSettings', 'neuralTerminal.theme']]);
  });
});

it('no temperature is a value, and is passed on as none', () => {
  fakeConfiguration.set('neuralTerminal.conversation.temperature', null);
  expect(setUp().settings.chat().temperature).toBeNull();
  expect(recorded.messages).toEqual([]);
});

describe('the address of the service', () => {
  it('is that of OpenRouter', () => {
    expect(setUp().settings.address().text).toBe('https://openrouter.ai/api/v1');
  });

  it('is taken from the environment where the user set none', () => {
    vi.stubEnv('OPENROUTER_BASE_URL', ' http://127.0.0.1:9/v1 ');
    vi.stubEnv('OPENROUTER_API_KEY', 'environment-key');
    expect(setUp().settings.address()).toEqual({ text: 'http://127.0.0.1:9/v1', source: 'environment' });
  });

  it.each([undefined, '', ' \n'])('is not taken from an environment whose key is %j', (key) => {
    vi.stubEnv('OPENROUTER_BASE_URL', 'https://elsewhere.example/v1');
    vi.stubEnv('OPENROUTER_API_KEY', key);
    expect(setUp().settings.address()).toEqual({ text: 'https://openrouter.ai/api/v1', source: 'default' });
  });

  it('is OpenRouter again, in the user’s own settings, when the user says so', async () => {
    vi.stubEnv('OPENROUTER_BASE_URL', 'https://elsewhere.example/v1');
    vi.stubEnv('OPENROUTER_API_KEY', 'environment-key');
    const { settings } = setUp();
    await settings.useOpenRouter();
    expect(settings.address()).toEqual({ text: 'https://openrouter.ai/api/v1', source: 'setting' });
  });

  it('that the user set comes before the environment, even if it is the default', () => {
    vi.stubEnv('OPENROUTER_BASE_URL', 'http://127.0.0.1:9/v1');
    vi.stubEnv('OPENROUTER_API_KEY', 'environment-key');
    const { settings } = setUp();
    fakeConfiguration.set('neuralTerminal.openRouter.baseUrl', 'https://set.example/v1');
    expect(settings.address().text).toBe('https://set.example/v1');
    fakeConfiguration.set('neuralTerminal.openRouter.baseUrl', 'https://openrouter.ai/api/v1');
    expect(settings.address().text).toBe('https://openrouter.ai/api/v1');
  });

  it.each([
    ['openrouter.ai/api/v1', 'is not a complete URL'],
    ['ftp://openrouter.ai/api/v1', 'does not begin with https://'],
    ['http://elsewhere.example/v1', 'uses http for another machine'],
    ['https://user:secret@elsewhere.example/v1', 'contains a user name or a password'],
    ['https://elsewhere.example/v1?key=secret', 'contains a “?” or “#” part'],
  ])('%s is refused with the reason', (address, reason) => {
    fakeConfiguration.set('neuralTerminal.openRouter.baseUrl', address);
    const { settings } = setUp();
    expect(() => parseEndpoint(settings.address().text)).toThrow(reason);
    expect(() => parseEndpoint(settings.address().text)).not.toThrow('secret@');
  });
});

describe('the default model', () => {
  it.each([
    ['global', false],
    ['workspace', true],
    ['workspaceFolder', true],
  ] as const)('set in the layer %s is the choice of the folder: %s', (layer, ofFolder) => {
    fakeConfiguration.set('neuralTerminal.model.default', 'a/model', layer);
    const { settings } = setUp();
    expect([settings.get('model.default'), settings.modelSetByWorkspace()]).toEqual(['a/model', ofFolder]);
  });
});

it('the settings of a chat are each the one of its name', () => {
  const set = {
    'model.default': 'a/model',
    'conversation.systemPrompt': 'Be brief.',
    'conversation.temperature': 0.1,
    'conversation.maxReplyTokens': 100,
    'budget.conversationUsd': 1,
    'budget.dayUsd': 2,
    'budget.monthUsd': 3,
    'budget.messageAlertUsd': 4,
    'budget.warnAtPercent': 5,
  };
  for (const [name, value] of Object.entries(set)) fakeConfiguration.set(`neuralTerminal.${name}`, value);
  expect(setUp().settings.chat()).toEqual({
    defaultModelId: 'a/model',
    systemPrompt: 'Be brief.',
    temperature: 0.1,
    maxReplyTokens: 100,
    budget: { conversationUsd: 1, dayUsd: 2, monthUsd: 3, warnAtPercent: 5 },
    messageAlertUsd: 4,
  });
});

it('a limit is changed in the settings of the user, whatever the folder says', async () => {
  const { settings } = setUp();
  await settings.setLimit('day', 12.5);
  expect(settings.get('budget.dayUsd')).toBe(12.5);
  expect(fakeConfiguration.section('neuralTerminal').inspect('budget.dayUsd')).toMatchObject({ globalValue: 12.5 });
});

describe('a change of the settings', () => {
  it('is announced when it is one of these, until disposal', () => {
    const { settings } = setUp();
    let changes = 0;
    settings.onDidChange(() => void (changes += 1));
    fakeConfiguration.set('neuralTerminal.theme', 'amber');
    fakeConfiguration.set('editor.fontSize', 12);
    fakeConfiguration.set('neuralTerminalOther.theme', 'amber');
    expect(changes).toBe(1);
    settings.dispose();
    fakeConfiguration.set('neuralTerminal.theme', 'editor');
    expect(changes).toBe(1);
  });
});
