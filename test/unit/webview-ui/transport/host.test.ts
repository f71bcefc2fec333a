import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HostMessage } from '../../../../src/shared/protocol/messages.ts';
import { vsCodeHost } from '../../../../webview-ui/transport/host.ts';

const origin = 'vscode-webview://1a2b3c';
const focus: HostMessage = { type: 'hostCommand', command: 'focusComposer' };
const api = { postMessage: vi.fn(), getState: vi.fn(), setState: vi.fn() };
let page: EventTarget;

beforeEach(() => {
  page = Object.assign(new EventTarget(), { origin });
  vi.stubGlobal('window', page);
  vi.stubGlobal('acquireVsCodeApi', () => api);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetAllMocks();
});

describe('the host as the page has it', () => {
  it('hears what VS Code passes on, and nothing from another origin', () => {
    const heard: HostMessage[] = [];
    vsCodeHost().onMessage((message) => heard.push(message));
    for (const from of ['https://example.com', 'vscode-webview://other', 'null', ''])
      page.dispatchEvent(new MessageEvent('message', { data: { type: 'hostCommand', command: 'openCosts' }, origin: from }));
    expect(heard).toEqual([]);
    page.dispatchEvent(new MessageEvent('message', { data: focus, origin }));
    expect(heard).toEqual([focus]);
  });

  it('is sent messages, and keeps the state', () => {
    api.getState.mockReturnValue({ kept: true });
    const host = vsCodeHost();
    host.post({ type: 'resync' });
    host.setState({ drawer: null });
    expect(api.postMessage).toHaveBeenCalledExactlyOnceWith({ type: 'resync' });
    expect(api.setState).toHaveBeenCalledExactlyOnceWith({ drawer: null });
    expect(host.getState()).toEqual({ kept: true });
  });
});
