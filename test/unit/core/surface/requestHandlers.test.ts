import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ChatError } from '../../../../src/core/errors/chatError.ts';
import { createRequestHandlers, type RequestServices } from '../../../../src/core/surface/createRequestHandlers.ts';
import type { RequestHandlers } from '../../../../src/core/surface/requestHandlers.ts';
import type { RequestingSurface } from '../../../../src/core/surface/requestingSurface.ts';
import { SurfaceLocation } from '../../../../src/core/surface/surfaceLocation.ts';
import { SurfaceRequestHandler } from '../../../../src/core/surface/surfaceRequestHandler.ts';
import type { RequestMessage } from '../../../../src/shared/protocol/messages.ts';
import { requestTraits } from '../../../../src/shared/protocol/requests/requestTraits.ts';
import type { RequestName, Requests } from '../../../../src/shared/protocol/requests/requests.ts';
import { noEditor } from '../../../support/noEditor.ts';
import { recordingLogger } from '../../../support/recordingLogger.ts';

const names = Object.keys(requestTraits) as RequestName[];
const at = new SurfaceLocation(1, 'c', 'm');

describe('the handlers of a surface', () => {
  const calls = vi.fn();
  const spy = (name: string) => (argument: unknown) => {
    calls(name, argument);
    return Promise.resolve(null);
  };
  const surface = {
    location: at,
    beginNavigation: () => () => true,
    showEarlier: spy('showEarlier'),
    selectModel: spy('selectModel'),
    stop: spy('stop'),
    newConversation: spy('newConversation'),
  } as unknown as RequestingSurface;
  const services = {
    router: { list: spy('list') },
    spending: {
      report: spy('report'),
      checkRequest: spy('checkRequest'),
      dismissRequest: spy('dismissRequest'),
      checkAccount: spy('checkAccount'),
    },
    environment: { editorRequests: { ...noEditor, copyText: spy('copyText') }, defaultModelId: () => 'a/b' },
  } as unknown as RequestServices;
  const handlers = createRequestHandlers(services, surface);

  beforeEach(() => void calls.mockClear());

  it('are there for every request, and for nothing else', () => {
    expect(Object.keys(handlers).toSorted()).toEqual(names.toSorted());
  });

  it('pass on what only the surface, the catalogue, the ledger or the editor can do', async () => {
    await handlers.showEarlier({}, at);
    await handlers.stop({}, at);
    await handlers.newConversation({}, at);
    await handlers.selectModel({ id: 'x/y' }, at);
    await handlers.listModels({}, at);
    await handlers.costs({ all: true }, at);
    await handlers.checkRequest({ attempt: 'a' }, at);
    await handlers.dismissRequest({ attempt: 'b' }, at);
    await handlers.checkAccount({}, at);
    await handlers.copyText({ text: 'copied' }, at);
    expect(calls.mock.calls).toEqual([
      ['showEarlier', undefined],
      ['stop', undefined],
      ['newConversation', undefined],
      ['selectModel', 'x/y'],
      ['list', undefined],
      ['report', true],
      ['checkRequest', 'a'],
      ['dismissRequest', 'b'],
      ['checkAccount', undefined],
      ['copyText', { text: 'copied' }],
    ]);
  });

  it('refuse what needs a conversation where there is none', async () => {
    const nowhere = new SurfaceLocation(1, null, null);
    for (const entry of [
      handlers.retry({ entry: 'm' }, nowhere),
      handlers.fork({ entry: 'm' }, nowhere),
      handlers.showBranch({ entry: 'm' }, nowhere),
      handlers.deleteEntry({ entry: 'm' }, nowhere),
    ])
      await expect(entry).rejects.toMatchObject({ code: 'CONVERSATION_NOT_FOUND' });
  });
});

describe('a request of the page', () => {
  const logger = recordingLogger();
  const reached: unknown[] = [];
  const handlers = Object.fromEntries(
    names.map((name) => [name, (body: unknown, where: unknown) => Promise.resolve(reached.push([name, body, where]))]),
  ) as unknown as RequestHandlers<Requests>;
  const answer = (table: Partial<RequestHandlers<Requests>>) =>
    new SurfaceRequestHandler({ ...handlers, ...table }, logger).answer({ type: 'request', id: 7, name: 'stop', body: {} }, at);

  it.each(names)('%s reaches its handler with its body, and where it came from', async (name) => {
    reached.length = 0;
    const body = { of: name };
    const request = { type: 'request', id: 3, name, body } as unknown as RequestMessage;
    expect(await new SurfaceRequestHandler(handlers, logger).answer(request, at)).toEqual({
      type: 'reply',
      re: 3,
      ok: 1,
    });
    expect(reached).toEqual([[name, body, at]]);
  });

  it('that is refused is answered with the sentence', async () => {
    const error = new ChatError('REFUSED', 'Not now.', { actions: ['retry'] });
    expect(await answer({ stop: () => Promise.reject(error) })).toEqual({
      type: 'reply',
      re: 7,
      error: { code: 'REFUSED', message: 'Not now.', retryable: false, actions: ['retry'] },
    });
  });

  it('whose handler is broken is answered as well, and the details go to the log only', async () => {
    const stop = () => {
      throw new TypeError('of something');
    };
    const reply = await answer({ stop });
    expect(reply).toMatchObject({ re: 7, error: { code: 'INTERNAL' } });
    expect(JSON.stringify(reply)).not.toContain('of something');
    expect(logger.lines.at(-1)).toMatchObject({
      event: 'request.refused',
      fields: { name: 'stop', code: 'INTERNAL', detail: 'TypeError: of something' },
    });
  });
});
