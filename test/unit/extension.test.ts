import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ExtensionContext } from 'vscode';
import type { ComposedWindow } from '../../src/composition/composeWindow.ts';
import { activate, deactivate } from '../../src/extension.ts';

/** What the entry registered and showed, and what the composition does when it is asked for. */
const host = vi.hoisted(() => ({
  commands: new Map<string, () => Promise<unknown>>(),
  shown: [] as string[],
  compose: (): unknown => undefined,
}));

vi.mock('../../src/composition/composeWindow.ts', () => ({ composeWindow: () => host.compose() }));
vi.mock('vscode', () => {
  const disposable = () => ({ dispose: () => undefined });
  const nothing = () => undefined;
  return {
    l10n: { t: (text: string) => text },
    commands: { registerCommand: (id: string, run: () => Promise<unknown>) => (host.commands.set(id, run), disposable()) },
    window: {
      createOutputChannel: () => ({ debug: nothing, info: nothing, warn: nothing, error: nothing, show: nothing, dispose: nothing }),
      registerWebviewViewProvider: disposable,
      registerWebviewPanelSerializer: disposable,
      showErrorMessage: (message: string) => Promise.resolve(void host.shown.push(message)),
    },
  };
});

beforeEach(() => void Object.assign(host, { commands: new Map(), shown: [] }));

function open() {
  const context = { subscriptions: [], extension: { packageJSON: { version: '0.1.0' } } } as unknown as ExtensionContext;
  activate(context);
  return { context, run: () => host.commands.get('neuralTerminal.openChat')?.() };
}

/** A window that writes down its calls. */
function composed() {
  const events: string[] = [];
  const window: Partial<ComposedWindow> = {
    run: (command) => Promise.resolve(void events.push(command)),
    shutdown: () => Promise.resolve(void events.push('shutdown')),
    dispose: () => void events.push('dispose'),
  };
  return { events, window };
}

const started = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

describe('a start that fails', () => {
  const refusal = (name: string) => Object.assign(new Error('Its part “keys” failed.'), { name });

  it('is tried again at the next use, and the window is made once', async () => {
    const { events, window } = composed();
    const outcomes = [
      () => {
        throw refusal('Error');
      },
      () => window,
    ];
    let starts = 0;
    host.compose = () => outcomes[starts++]?.();
    const { context, run } = open();
    await expect(run()).rejects.toThrow('Its part “keys” failed.');
    await run();
    await run();
    expect([starts, events]).toEqual([2, ['openChat', 'openChat']]);
    expect(context.subscriptions).toContain(window);
    await deactivate();
    expect(events.at(-1)).toBe('shutdown');
  });

  it.each([
    ['ChatError', 'Its part “keys” failed.'],
    ['TypeError', 'Neural Terminal could not start. The log has the details.'],
  ])('with a %s after the start of the window is shown by a sentence: %s', async (name, sentence) => {
    host.compose = () => {
      throw refusal(name);
    };
    open();
    await vi.waitUntil(() => host.shown.length > 0, 5000);
    expect(host.shown).toEqual([sentence]);
    await deactivate();
  });
});

it('a window that was opened and closed again before it started has nothing to bring to an end', async () => {
  let starts = 0;
  host.compose = () => (starts += 1);
  activate({ subscriptions: [], extension: { packageJSON: { version: '0.1.0' } } } as unknown as ExtensionContext);
  await deactivate();
  expect(starts).toBe(0);
  await started();
});
