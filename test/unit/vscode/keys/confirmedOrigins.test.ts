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
