import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ConfirmedOrigins } from '../../../../src/vscode/keys/confirmedOrigins.ts';
import { FakeMemento } from '../../../support/fakeVscode/fakeStorage.ts';
import { fakeUser } from '../../../support/fakeVscode/fakeUser.ts';
import { recorded } from '../../../support/fakeVscode/recorded.ts';
import { resetFakeVscode } from '../../../support/fakeVscode/resetFakeVscode.ts';

const origin = 'https://models.example.com:8443';
const ofEnvironment = { origin, fromEnvironment: true };
const ofSettings = { origin, fromEnvironment: false };

function setUp(state = new FakeMemento()) {
  const useOpenRouter = vi.fn(() => Promise.resolve());
  const consent = new ConfirmedOrigins({ state, useOpenRouter });
  const changes = { count: 0 };
  consent.onDidChange(() => void (changes.count += 1));
  return { state, consent, useOpenRouter, changes };
}

beforeEach(resetFakeVscode);

describe('the question before a server is used', () => {
  it('names the server and says who named it, in a dialog', async () => {
    const { consent } = setUp();
    await consent.ask(ofEnvironment);
    await consent.ask(ofSettings);
    const text = 'Send your API key and your messages to models.example.com:8443?';
    expect(recorded.messages).toMatchObject([
      { kind: 'warning', text, options: { modal: true }, buttons: ['Use models.example.com:8443', 'Use OpenRouter Instead'] },
      { kind: 'warning', text, options: { modal: true }, buttons: ['Use models.example.com:8443'] },
    ]);
    const details = recorded.messages.map(({ options }) => options.detail);
    expect(details).toEqual([expect.stringContaining('OPENROUTER_BASE_URL'), expect.stringContaining('in your settings')]);
  });

  it('is no yes when it is closed, and is asked again the next time', async () => {
    const { consent, changes } = setUp();
    expect([await consent.ask(ofSettings), await consent.ask(ofSettings)]).toEqual([false, false]);
    expect([consent.isConfirmed(origin), changes.count, recorded.messages.length]).toEqual([false, 0, 2]);
  });

  it('is asked once for two who wait at the same time', async () => {
    fakeUser.presses = 'Use models.example.com:8443';
    const { consent } = setUp();
    expect(await Promise.all([consent.ask(ofSettings), consent.ask(ofSettings)])).toEqual([true, true]);
    expect(recorded.messages).toHaveLength(1);
  });

  it('is answered for all windows and for good, and for exactly this origin', async () => {
    fakeUser.presses = 'Use models.example.com:8443';
    const { state, consent, changes } = setUp();
    expect(await consent.ask(ofSettings)).toBe(true);
    const later = setUp(state).consent;
    expect([later.isConfirmed(origin), later.isConfirmed('https://models.example.com')]).toEqual([true, false]);
    expect(changes.count).toBe(1);
  });

  it('can be answered with OpenRouter', async () => {
    fakeUser.presses = 'Use OpenRouter Instead';
    const { consent, useOpenRouter } = setUp();
    expect(await consent.ask(ofEnvironment)).toBe(false);
    expect([useOpenRouter.mock.calls.length, consent.isConfirmed(origin)]).toEqual([1, false]);
  });
});

describe('a server that is met by the way', () => {
  it('is asked about once in a window, without a dialog', () => {
    const { consent } = setUp();
    consent.offer(ofEnvironment);
    consent.offer(ofEnvironment);
    expect(recorded.messages).toMatchObject([{ kind: 'warning', options: {} }]);
  });

  it('is confirmed by a late answer, too', async () => {
    fakeUser.presses = 'Use models.example.com:8443';
    const { consent } = setUp();
    consent.offer(ofEnvironment);
    await vi.waitUntil(() => consent.isConfirmed(origin));
  });
});

describe('an answer that cannot be kept', () => {
  const refusal = () => Promise.reject(new Error('Unable to write into user settings.'));

  it.each([
    ['by the way', (consent: ConfirmedOrigins) => Promise.resolve(consent.offer(ofEnvironment))],
    ['in a dialog', (consent: ConfirmedOrigins) => consent.ask(ofEnvironment)],
  ])('for OpenRouter, %s, is told with a way to the setting', async (_name, meet) => {
    const { consent, useOpenRouter } = setUp();
    useOpenRouter.mockImplementation(refusal);
    fakeUser.presses = 'Use OpenRouter Instead';
    const met = meet(consent);
    fakeUser.presses = 'Open Settings';
    expect(await met).not.toBe(true);
    await vi.waitUntil(() => recorded.executed.length > 0);
    expect(recorded.messages[1]).toMatchObject({
      kind: 'error',
      text: 'Your answer could not be kept: Unable to write into user settings. Nothing is sent to models.example.com:8443.',
      buttons: ['Try Again', 'Open Settings'],
    });
    expect(recorded.executed).toEqual([['workbench.action.openSettings', 'neuralTerminal.openRouter.baseUrl']]);
  });

  it('for the server sends nothing there, whatever the storage still has in memory, until it is kept', async () => {
    const { consent, state, changes } = setUp();
    const update = state.update.bind(state);
    let failures = 0;
    state.update = async (key, value) => {
      await update(key, value);
      if ((failures += 1) === 1) throw new Error('The disk is full.');
    };
    fakeUser.presses = 'Use models.example.com:8443';
    expect(await consent.ask(ofSettings)).toBe(false);
    expect(recorded.messages[1]?.text).toBe('Your answer could not be kept: The disk is full. Nothing is sent to models.example.com:8443.');
    expect([consent.isConfirmed(origin), changes.count]).toEqual([false, 0]);
    expect(await consent.ask(ofSettings)).toBe(true);
    expect([consent.isConfirmed(origin), changes.count]).toEqual([true, 1]);
  });

  it('is kept when that is tried again', async () => {
    const { consent, useOpenRouter } = setUp();
    useOpenRouter.mockImplementationOnce(refusal);
    fakeUser.presses = 'Use OpenRouter Instead';
    const asked = consent.ask(ofEnvironment);
    fakeUser.presses = 'Try Again';
    expect([await asked, useOpenRouter.mock.calls.length, recorded.messages.length]).toEqual([false, 2, 2]);
  });
});

it('a server that is forgotten is asked about again', async () => {
  const { consent, changes } = setUp();
  await consent.confirm(origin);
  await consent.confirm(origin);
  await consent.confirm('https://other.example');
  await consent.forget(origin);
  await consent.forget(origin);
  expect([consent.isConfirmed(origin), consent.isConfirmed('https://other.example'), changes.count]).toEqual([false, true, 3]);
});

it.each([null, 'https://models.example.com:8443', 7, [7, null, origin]])('what is remembered may be anything: %j', async (value) => {
  const state = new FakeMemento();
  await state.update('servers.confirmed', value);
  expect(setUp(state).consent.isConfirmed(origin)).toBe(Array.isArray(value));
});
