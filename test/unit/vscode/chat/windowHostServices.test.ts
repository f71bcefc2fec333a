import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EventBus } from '../../../../src/core/events/eventBus.ts';
import { ModelRouter } from '../../../../src/core/models/modelRouter.ts';
import { ChatError } from '../../../../src/core/errors/chatError.ts';
import type { SpendService } from '../../../../src/core/money/reports/spendService.ts';
import { SurfaceLocation } from '../../../../src/core/surface/surfaceLocation.ts';
import { ServerConnections } from '../../../../src/openrouter/account/serverConnections.ts';
import { serverAddress } from '../../../../src/composition/serverAddress.ts';
import { LinkHealth } from '../../../../src/vscode/chat/linkHealth.ts';
import { WindowHostServices } from '../../../../src/vscode/chat/windowHostServices.ts';
import { KeyStore } from '../../../../src/vscode/keys/keyStore.ts';
import { ChannelLog } from '../../../../src/vscode/platform/channelLog.ts';
import { Settings } from '../../../../src/vscode/settings/settings.ts';
import { MemoryCatalogue } from '../../../support/fakes/memoryCatalogue.ts';
import { FakeSecretStorage } from '../../../support/fakeVscode/fakeStorage.ts';
import { recorded } from '../../../support/fakeVscode/recorded.ts';
import { resetFakeVscode } from '../../../support/fakeVscode/resetFakeVscode.ts';
import { fakeConfiguration } from '../../../support/fakeVscode/vscode.ts';
import { ScriptedConsent } from '../../../support/fakes/scriptedConsent.ts';
import { testClock } from '../../../support/testClock.ts';
import { pricedModel } from '../../core/money/kit/pricedModel.ts';
import { spendOf } from '../kit/spendOf.ts';

/** A surface with a new conversation. */
const nowhere = new SurfaceLocation(1, null, null);

beforeEach(() => {
  resetFakeVscode();
  vi.stubEnv('OPENROUTER_API_KEY', undefined);
  vi.stubEnv('OPENROUTER_BASE_URL', undefined);
});
afterEach(() => void vi.unstubAllEnvs());

function setUp() {
  const log = new ChannelLog();
  const settings = new Settings(log);
  const keys = new KeyStore(new FakeSecretStorage(), log);
  const consent = new ScriptedConsent();
  const clock = testClock();
  const catalogue = new MemoryCatalogue([pricedModel({ id: 'a/model' }), pricedModel({ id: 'demo/tour', simulated: true })]);
  const opened: (string | null)[] = [];
  const bus = new EventBus(log);
  const router = new ModelRouter([], {} as never, catalogue);
  const services = new WindowHostServices({
    version: '0.1.0',
    settings,
    changes: [settings.onDidChange, keys.onDidChange],
    connections: new ServerConnections({ address: () => serverAddress(settings), secrets: keys, consent }),
    router,
    link: new LinkHealth(bus, router),
    spending: {
      spend: () => Promise.resolve(spendOf({ todayUsd: '1' })),
      times: () => Promise.resolve({}),
      csv: (all: boolean) => Promise.resolve(`all: ${all}`),
    } as unknown as SpendService,
    archiveState: () => 'ready' as never,
    clock,
    eraser: {
      erase: (id) => Promise.resolve(id === 'c'),
      eraseEntry: (id, entry) => Promise.resolve(`${id} ${entry}` === 'c m'),
    },
    openInEditor: (id) => void opened.push(id),
  });
  const changes = { count: 0 };
  services.onDidChangeStatus(() => void (changes.count += 1));
  return { services, consent, keys, clock, catalogue, opened, changes, bus };
}

it('the status names the failure of the last request, and changes with it', async () => {
  const { services, bus, changes } = setUp();
  expect(await services.status(null, 'a/model')).not.toHaveProperty('linkFailure');
  const before = changes.count;
  bus.emit('message.failed', { conversationId: 'c', messageId: 'm', code: 'RATE_LIMITED' });
  expect(changes.count).toBe(before + 1);
  expect((await services.status(null, 'a/model')).linkFailure).toBe('RATE_LIMITED');
});

it('the status names the failure because of which there is no list of models, until there is one', async () => {
  const { services, catalogue, clock, changes } = setUp();
  catalogue.failure = new ChatError('OFFLINE', 'Nothing listens there.');
  const listFailure = async () => (await services.status(null, 'a/model')).listFailure;
  await vi.waitFor(async () => expect(await listFailure()).toBe('OFFLINE'));
  expect(changes.count).toBe(1);
  catalogue.failure = null;
  clock.advance(60_000);
  await vi.waitFor(async () => expect(await listFailure()).toBeUndefined());
  expect(changes.count).toBe(2);
});

describe('a link in an answer', () => {
  const follow = (href: string) => setUp().services.editorRequests.openLink({ href }, nowhere);

  it.each([
    ['https://example.org/a?b=c#d'],
    ['http://example.org/'],
    ['mailto:someone@example.org'],
    ['HTTPS://EXAMPLE.ORG/', 'https://example.org/'],
    ['https://example.org/a%2Fb?q=1%262%2B3&r=%25#%23'],
    ['https://example.org/?q=größe', 'https://example.org/?q=gr%C3%B6%C3%9Fe'],
  ])('%s is opened outside, to the letter', async (href, opened = href) => {
    await follow(href);
    expect(recorded.openedLinks).toEqual([opened]);
  });

  it.each([
    'command:workbench.action.terminal.new',
    'command:neuralTerminal.signOut?%5B%5D',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vscode://extension/install',
    'vscode-insiders://x',
    'ftp://example.org/a',
    'ssh://example.org',
    'ms-msdt:/id',
    ' javascript:alert(1)',
    'java\nscript:alert(1)',
    '//example.org/a',
    '/etc/passwd',
    'example.org',
    '',
  ])('%j is refused with a sentence, and nothing is opened or run', async (href) => {
    await expect(follow(href)).rejects.toThrow('Only web and mail links are opened from an answer.');
    expect([recorded.openedLinks, recorded.executed]).toEqual([[], []]);
  });
});

describe('the catalogue', () => {
  const settled = () => new Promise((resolve) => setImmediate(resolve));

  it('is asked for when a status is first read, and the status changes when it is there', async () => {
    const { services, catalogue, changes } = setUp();
    expect(catalogue.reads).toBe(0);
    expect(await services.status(null, 'a/model')).toMatchObject({ modelId: 'a/model', model: { id: 'a/model' } });
    await settled();
    expect([catalogue.reads, changes.count]).toEqual([1, 1]);
    expect(await services.status(null, 'a/model')).toMatchObject({ modelCount: 1 });
  });

  it('that was read is not asked for again with every status', async () => {
    const { services, catalogue, clock } = setUp();
    for (let minute = 0; minute < 5; minute += 1) {
      await services.status(null, 'a/model');
      await settled();
      clock.advance(61_000);
    }
    expect(catalogue.reads).toBe(1);
  });

  it('that could not be read is asked for again, a minute later at the earliest', async () => {
    const { services, catalogue, clock } = setUp();
    catalogue.failure = new ChatError('OFFLINE', 'There is no line.');
    const read = async () => {
      await services.status(null, 'a/model');
      await settled();
      return catalogue.reads;
    };
    expect([await read(), await read()]).toEqual([1, 1]);
    clock.advance(59_999);
    expect(await read()).toBe(1);
    clock.advance(1);
    expect(await read()).toBe(2);
  });

  it('of another address is asked for at once', async () => {
    const { services, catalogue } = setUp();
    await services.status(null, 'a/model');
    fakeConfiguration.set('neuralTerminal.openRouter.baseUrl', 'http://127.0.0.1:9/v1');
    await services.status(null, 'a/model');
    expect(catalogue.reads).toBe(2);
  });
});

describe('the status', () => {
  it('says where the key is from, never what it is', async () => {
    const { services, keys } = setUp();
    expect(await services.status(null, 'm')).toMatchObject({ key: 'missing' });
    vi.stubEnv('OPENROUTER_API_KEY', 'environment-key');
    expect(await services.status(null, 'm')).toMatchObject({ key: 'environment' });
    await keys.store('https://openrouter.ai', 'stored-key');
    const status = await services.status(null, 'm');
    expect(status).toMatchObject({ key: 'stored' });
    expect(JSON.stringify(status)).not.toContain('-key');
  });

  it('says that a server of this machine asks for a key, until it has one or another server is asked', async () => {
    const { services, keys, clock, catalogue, changes } = setUp();
    const configure = (url: string) => fakeConfiguration.set('neuralTerminal.openRouter.baseUrl', url);
    configure('http://127.0.0.1:9/v1');
    expect(await services.status(null, 'm')).toMatchObject({ key: 'notNeeded' });
    catalogue.failure = new ChatError('NO_KEY', 'The server asks for a key.');
    clock.advance(3_600_000);
    const before = changes.count;
    await services.status(null, 'm');
    await vi.waitFor(() => expect(changes.count).toBe(before + 1));
    expect(await services.status(null, 'm')).toMatchObject({ key: 'demanded', endpoint: '127.0.0.1:9' });
    // Nothing that is set besides makes the sentence flicker.
    fakeConfiguration.set('neuralTerminal.theme', 'amber');
    expect(await services.status(null, 'm')).toMatchObject({ key: 'demanded' });
    configure('http://127.0.0.1:10/v1');
    catalogue.failure = null;
    expect(await services.status(null, 'm')).toMatchObject({ key: 'notNeeded' });
    configure('http://127.0.0.1:9/v1');
    await keys.store('http://127.0.0.1:9', 'stored-key');
    expect(await services.status(null, 'm')).toMatchObject({ key: 'stored' });
  });

  it('names the host that is asked, or why it cannot be', async () => {
    const { services } = setUp();
    expect(await services.status(null, 'm')).toMatchObject({ endpoint: 'openrouter.ai', endpointProblem: null });
    fakeConfiguration.set('neuralTerminal.openRouter.baseUrl', 'http://elsewhere.example');
    const status = await services.status(null, 'm');
    expect(status).toMatchObject({ endpoint: '' });
    expect(status.endpointProblem).toContain('uses http for another machine');
  });

  it('changes with the settings, the key and the archive', async () => {
    const { services, keys, changes } = setUp();
    fakeConfiguration.set('neuralTerminal.theme', 'amber');
    await keys.store('https://openrouter.ai', 'stored-key');
    services.statusChanged();
    expect(changes.count).toBe(3);
  });
});

describe('what a page asks of the editor', () => {
  it.each([
    ['setApiKey', ['neuralTerminal.setApiKey']],
    ['raiseBudget', ['neuralTerminal.raiseBudget']],
    ['showLog', ['neuralTerminal.showLog']],
    ['verifyArchive', ['neuralTerminal.verifyArchive']],
    ['openSettings', ['workbench.action.openSettings', '@ext:neural-terminal.neural-terminal']],
  ] as const)('%s is the command of VS Code for it', async (request, command) => {
    await setUp().services.editorRequests[request]({}, nowhere);
    expect(recorded.executed).toEqual([command]);
  });

  it('openInEditor, copyText and openCsv are done here', async () => {
    const { services, opened } = setUp();
    expect(await services.editorRequests.eraseConversation({ id: 'c' }, nowhere)).toEqual({ isErased: true });
    expect(await services.editorRequests.eraseConversation({ id: 'd' }, nowhere)).toEqual({ isErased: false });
    for (const [entry, isErased] of [
      ['m', true],
      ['n', false],
    ] as const)
      expect(await services.editorRequests.eraseEntry({ conversation: 'c', entry }, nowhere)).toEqual({ isErased });
    await services.editorRequests.openInEditor({}, new SurfaceLocation(1, 'c', null));
    await services.editorRequests.copyText({ text: 'a text' }, nowhere);
    await services.editorRequests.openCsv({ all: true }, nowhere);
    expect([opened, recorded.clipboard, recorded.shownDocuments]).toEqual([['c'], ['a text'], ['all: true']]);
  });
});
