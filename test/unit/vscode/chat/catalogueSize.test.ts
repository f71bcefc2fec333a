import { describe, expect, it, vi } from 'vitest';
import { ChatError } from '../../../../src/core/errors/chatError.ts';
import { CatalogueSize } from '../../../../src/vscode/chat/catalogueSize.ts';
import { MemoryCatalogue } from '../../../support/fakes/memoryCatalogue.ts';
import { testClock } from '../../../support/testClock.ts';
import { pricedModel } from '../../core/money/kit/pricedModel.ts';

const models = (count: number) => Array.from({ length: count }, (_, index) => pricedModel({ id: `m/${index}` }));
const noKey = new ChatError('NO_KEY', 'The server asks for a key.');
const offline = new ChatError('OFFLINE', 'There is no line.');

function catalogue(count: number, isLoaded = false) {
  const clock = testClock();
  const list = new MemoryCatalogue(models(count), isLoaded);
  const size = new CatalogueSize(list, clock);
  const changed = vi.fn();
  size.onDidChange(changed);
  return { clock, list, size, changed };
}

describe('the size of the catalogue', () => {
  it('is read once for each address', async () => {
    const { clock, list, size, changed } = catalogue(3);
    size.ask('https://one/');
    size.ask('https://one/');
    expect(size.models('https://one/')).toBe(0);
    await vi.waitFor(() => expect(changed).toHaveBeenCalledOnce());
    expect(size.models('https://one/')).toBe(3);
    clock.advance(3_599_999);
    size.ask('https://one/');
    expect(list.reads).toBe(1);
    size.ask('https://two/');
    expect(list.reads).toBe(2);
  });

  it('is read again after an hour: a window stays open for days, and prices change', async () => {
    const { clock, list, size, changed } = catalogue(3);
    size.ask('https://one/');
    await vi.waitFor(() => expect(changed).toHaveBeenCalledOnce());
    for (let day = 1; day <= 9; day += 1) {
      clock.advance(24 * 3_600_000);
      size.ask('https://one/');
      await vi.waitFor(() => expect(changed).toHaveBeenCalledTimes(1 + day));
      size.ask('https://one/');
    }
    expect(list.reads).toBe(10);
  });

  it('is asked for again after a minute when the list was an old one', async () => {
    const { clock, list, size, changed } = catalogue(2, true);
    list.failure = offline;
    size.ask('https://one/');
    await vi.waitFor(() => expect(changed).toHaveBeenCalledOnce());
    expect(size.models('https://one/')).toBe(2);
    clock.advance(59_999);
    size.ask('https://one/');
    expect(list.reads).toBe(1);
    clock.advance(1);
    size.ask('https://one/');
    expect(list.reads).toBe(2);
  });

  it('is that of its address: what is heard late of another one changes nothing', async () => {
    const { clock, list } = catalogue(0);
    const answers: ((models: number) => void)[] = [];
    list.list = () => new Promise((resolve) => answers.push((count) => resolve({ models: models(count), stale: false })));
    const size = new CatalogueSize(list, clock);
    size.ask('https://one/');
    size.ask('https://two/');
    answers[1]?.(2);
    await vi.waitFor(() => expect(size.models('https://two/')).toBe(2));
    answers[0]?.(1);
    await new Promise((resolve) => setImmediate(resolve));
    expect([size.models('https://one/'), size.models('https://two/')]).toEqual([0, 2]);
    size.ask('https://two/');
    expect(answers).toHaveLength(2);
  });

  it('stays as it was when there is no list, is asked for again after a minute, and throws nothing', async () => {
    const { clock, list, size, changed } = catalogue(1);
    list.failure = offline;
    size.ask('https://one/');
    await new Promise((resolve) => setImmediate(resolve));
    expect(size.models('https://one/')).toBe(0);
    list.failure = null;
    clock.advance(60_000);
    size.ask('https://one/');
    await vi.waitFor(() => expect(changed).toHaveBeenCalledTimes(2));
    expect(size.models('https://one/')).toBe(1);
  });
});

describe.each([
  ['that never listed anything', false],
  ['that listed its models before', true],
])('a server %s', (_name, isLoaded) => {
  const settled = () => new Promise((resolve) => setImmediate(resolve));

  it('asks for a key from its refusal on, until it lists its models, and whatever else fails meanwhile', async () => {
    const { clock, list, size, changed } = catalogue(1, isLoaded);
    const askAgain = async () => {
      clock.advance(60_000);
      size.ask('http://one/');
      await settled();
      return size.asksForKey('http://one/');
    };
    list.failure = noKey;
    expect([size.asksForKey('http://one/'), await askAgain(), changed.mock.calls.length]).toEqual([false, true, 1]);
    list.failure = offline;
    expect(await askAgain()).toBe(true);
    list.failure = null;
    expect(await askAgain()).toBe(false);
  });

  it('tells in what its reading failed, but for a missing key, until it can be read', async () => {
    const { clock, list, size, changed } = catalogue(1, isLoaded);
    const failureAfter = async (failure: ChatError | null) => {
      list.failure = failure;
      clock.advance(60_000);
      size.ask('http://one/');
      await settled();
      return size.failure('http://one/');
    };
    expect(size.failure('http://one/')).toBeNull();
    expect([await failureAfter(offline), changed.mock.calls.length, size.failure('http://two/')]).toEqual(['OFFLINE', 1, null]);
    expect([await failureAfter(noKey), await failureAfter(offline), await failureAfter(null)]).toEqual([null, 'OFFLINE', null]);
  });

  it('at another address is not meant', async () => {
    const { list, size } = catalogue(1, isLoaded);
    list.failure = noKey;
    size.ask('http://one/');
    await settled();
    expect([size.asksForKey('http://one/'), size.asksForKey('http://two/')]).toEqual([true, false]);
  });

  it('is no longer waited for when the key is another one', async () => {
    const { list, size } = catalogue(1, isLoaded);
    list.failure = noKey;
    size.ask('http://one/');
    await settled();
    list.failure = null;
    size.expire();
    size.ask('http://one/');
    await settled();
    expect(size.asksForKey('http://one/')).toBe(false);
  });
});

it('a refusal that is repeated is no change where there is no list', async () => {
  const { clock, list, size, changed } = catalogue(1);
  list.failure = noKey;
  size.ask('http://one/');
  await vi.waitFor(() => expect(changed).toHaveBeenCalledOnce());
  clock.advance(60_000);
  size.ask('http://one/');
  await new Promise((resolve) => setImmediate(resolve));
  expect([list.reads, changed.mock.calls.length]).toEqual([2, 1]);
});
