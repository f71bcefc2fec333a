import { beforeEach, describe, expect, it } from 'vitest';
import { type SignOutOptions, signOut } from '../../../../src/vscode/keys/signOut.ts';
import { fakeUser } from '../../../support/fakeVscode/fakeUser.ts';
import { recorded } from '../../../support/fakeVscode/recorded.ts';
import { resetFakeVscode } from '../../../support/fakeVscode/resetFakeVscode.ts';

const service = 'https://openrouter.ai';
const elsewhere = 'https://models.example.com';

async function run(
  stored: readonly string[],
  environment?: { readonly key: string; readonly origin: string },
  confirmed: readonly string[] = [],
  kind: 'used' | 'asked' | 'unused' = 'used',
) {
  const [deleted, forgotten]: string[][] = [[], []];
  const left: (string | null)[] = [];
  const environmentKeyUse: SignOutOptions['environmentKeyUse'] = (origin) => {
    left.push(origin);
    return Promise.resolve(environment ? { kind, host: new URL(environment.origin).host } : null);
  };
  await signOut({
    environmentKeyUse,
    keys: {
      origins: () => Promise.resolve(stored),
      delete: (origin) => Promise.resolve(void deleted?.push(origin)),
      fromEnvironment: () => environment,
    },
    consent: { isConfirmed: (origin) => confirmed.includes(origin), forget: (origin) => Promise.resolve(void forgotten?.push(origin)) },
  });
  return { deleted, forgotten, left, texts: recorded.messages.map(({ text }) => text) };
}

const goesOn =
  'The key in OPENROUTER_API_KEY goes on being used for openrouter.ai. To end that, take it out of the environment and start VS Code again.';

beforeEach(resetFakeVscode);

describe('signing out', () => {
  it('asks first, and does nothing when it is not confirmed', async () => {
    expect(await run([service])).toMatchObject({ deleted: [], forgotten: [], texts: ['Sign out of openrouter.ai?'] });
    expect(recorded.messages).toMatchObject([{ options: { modal: true }, buttons: ['Sign Out'] }]);
  });

  it('deletes the key, asks about the server again the next time, and says so', async () => {
    fakeUser.presses = 'Sign Out';
    expect(await run([elsewhere])).toMatchObject({
      deleted: [elsewhere],
      forgotten: [elsewhere],
      texts: ['Sign out of models.example.com?', 'Signed out of models.example.com: its key is deleted.'],
    });
  });

  it('says before and after that the key of the environment goes on being used', async () => {
    fakeUser.presses = 'Sign Out';
    const { texts, left } = await run([service], { key: 'environment-key', origin: service });
    expect(left).toEqual([service]);
    expect(recorded.messages[0]?.options.detail).toContain(goesOn);
    expect(texts[1]).toBe(`Signed out of openrouter.ai: its key is deleted. ${goesOn}`);
  });

  it.each([
    ['unused', 'The key in OPENROUTER_API_KEY belongs to models.example.com and is not used for the server in your settings.'],
    ['asked', 'The key in OPENROUTER_API_KEY is used for models.example.com only after you have agreed to that.'],
  ] as const)('does not say that one which is %s goes on being used', async (kind, sentence) => {
    fakeUser.presses = 'Sign Out';
    const { texts } = await run([service], { key: 'planted', origin: elsewhere }, [], kind);
    expect(recorded.messages[0]?.options.detail).toContain(sentence);
    expect(texts[1]).toBe(`Signed out of openrouter.ai: its key is deleted. ${sentence}`);
  });

  it('asks of which server where there are several', async () => {
    Object.assign(fakeUser, { picks: 'models.example.com', presses: 'Sign Out' });
    expect((await run([service, elsewhere])).deleted).toEqual([elsewhere]);
  });

  it('does nothing when none of several is chosen', async () => {
    expect(await run([service, elsewhere])).toMatchObject({ deleted: [], forgotten: [], texts: [] });
  });
});

describe('signing out without a stored key', () => {
  it('says that there is none', async () => {
    expect((await run([])).texts).toEqual(['No key is stored.']);
  });

  it('says whose key goes on being used', async () => {
    expect((await run([], { key: 'environment-key', origin: service })).texts).toEqual([`No key is stored. ${goesOn}`]);
  });

  it('offers to leave no server that is not in use', async () => {
    await run([], { key: 'environment-key', origin: elsewhere }, [elsewhere], 'unused');
    expect(recorded.messages).toMatchObject([{ buttons: [] }]);
  });

  it('can leave a server that the environment names', async () => {
    fakeUser.presses = 'Stop Using models.example.com';
    expect((await run([], { key: 'environment-key', origin: elsewhere }, [elsewhere])).forgotten).toEqual([elsewhere]);
  });
});
