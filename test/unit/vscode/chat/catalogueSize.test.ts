import { describe, expect, it, vi } from 'vitest';
import { ChatError } from '../../../../src/core/errors/chatError.ts';
import type { ModelCatalogue } from '../../../../src/core/ports/modelCatalogue.ts';
import { CatalogueSize } from '../../../../src/vscode/chat/catalogueSize.ts';
import { testClock } from '../../../support/testClock.ts';

type List = Awaited<ReturnType<ModelCatalogue['list']>>;
const models = (count: number) => Array.from({ length: count }, () => ({})) as unknown as List['models'];

function catalogue() {
  const clock = testClock();
  const list = vi.fn<() => Promise<List>>();
  const size = new CatalogueSize({ list, find: () => undefined, refresh: () => Promise.resolve() }, clock);
  const changed = vi.fn();
  size.onDidChange(changed);
  return { clock, list, size, changed };
}

describe('the size of the catalogue', () => {
  it('is read once for each address', async () => {
    const { clock, list, size, changed } = catalogue();
    list.mockResolvedValue({ models: models(3), stale: false });
    size.ask('https://one/');
    size.ask('https://one/');
    expect(size.models).toBe(0);
    await vi.waitFor(() => expect(changed).toHaveBeenCalledOnce());
    expect(size.models).toBe(3);
    clock.advance(3_600_000);
    size.ask('https://one/');
    expect(list).toHaveBeenCalledOnce();
    size.ask('https://two/');
    expect(list).toHaveBeenCalledTimes(2);
  });

  it('is asked for again after a minute when the list was an old one', async () => {
    const { clock, list, size, changed } = catalogue();
    list.mockResolvedValue({ models: models(2), stale: true });
    size.ask('https://one/');
    await vi.waitFor(() => expect(changed).toHaveBeenCalledOnce());
    expect(size.models).toBe(2);
    clock.advance(59_999);
    size.ask('https://one/');
    expect(list).toHaveBeenCalledOnce();
    clock.advance(1);
    size.ask('https://one/');
    expect(list).toHaveBeenCalledTimes(2);
  });

  it('stays as it was when there is no list, is asked for again after a minute, and throws nothing', async () => {
    const { clock, list, size, changed } = catalogue();
    const failing = Promise.reject<List>(new ChatError('OFFLINE', 'There is no line.'));
    list.mockReturnValueOnce(failing);
    size.ask('https://one/');
    await failing.catch(() => undefined);
    expect(size.models).toBe(0);
    list.mockResolvedValue({ models: models(1), stale: false });
    clock.advance(60_000);
    size.ask('https://one/');
    await vi.waitFor(() => expect(changed).toHaveBeenCalledOnce());
    expect(size.models).toBe(1);
  });
});
