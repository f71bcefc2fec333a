import { signal } from '@preact/signals';
import { describe, expect, it } from 'vitest';
import type { Failure } from '../../../../src/shared/model/failure.ts';
import type { RequestName, Requests } from '../../../../src/shared/protocol/requests/requests.ts';
import { type Draft, emptyDraft } from '../../../../src/shared/model/draft.ts';
import { demonstrationModelId } from '../../../../src/shared/limits.ts';
import { FailureActions } from '../../../../webview-ui/stores/failureActions.ts';
import { type FailedRequest, NoticesStore } from '../../../../webview-ui/stores/noticesStore.ts';
import type { DrawerName } from '../../../../webview-ui/stores/viewStore.ts';

const failure: Failure = { code: 'INTERNAL', message: 'No.', retryable: true, actions: [] };

/** The page with a draft that is not sent, after a request was refused. */
function open(refused: FailedRequest) {
  const requests: [RequestName, unknown][] = [];
  const sent: (boolean | 'conversation')[] = [];
  const notices = new NoticesStore();
  notices.fail(failure, refused);
  const draft = signal<Draft>({ ...emptyDraft, text: 'Not sent yet' });
  const drawer = signal<DrawerName | null>(null);
  let attached = 0;
  const failures = new FailureActions({
    requests: {
      send: <K extends RequestName>(name: K, body: Requests[K]['body']) => {
        requests.push([name, body]);
        return Promise.resolve(true);
      },
    },
    notices,
    view: { drawer },
    composer: {
      draft,
      send: (unreserved) => Promise.resolve(void sent.push(unreserved ?? false)),
      attachText: () => void attached++,
      focus: () => undefined,
    },
  });
  return { failures, notices, requests, sent, draft, drawer, attached: () => attached };
}

describe('a request that was refused', () => {
  it('is what is tried again, and the draft is not sent for it', async () => {
    const { failures, requests, sent } = open({ name: 'fork', body: { entry: 'a' } });
    await failures.run('retry', null);
    expect([requests, sent]).toEqual([[['fork', { entry: 'a' }]], []]);
  });

  it('is the draft when that was refused', async () => {
    const { failures, requests, sent } = open({ name: 'ask', body: { text: 'Not sent yet', attachments: [] } });
    await failures.run('retry', null);
    await failures.run('sendAnyway', null);
    expect([requests, sent]).toEqual([[], [false, true]]);
  });

  it('for another answer is answered by the demonstration model, and the draft stays', async () => {
    const { failures, requests, sent } = open({ name: 'retry', body: { entry: 'b' } });
    await failures.run('useDemo', null);
    expect(requests).toEqual([
      ['selectModel', { id: demonstrationModelId }],
      ['retry', { entry: 'b', modelId: demonstrationModelId }],
    ]);
    expect(sent).toEqual([]);
  });

  it('for another answer is answered by a model of the user’s choice', async () => {
    const { failures, requests, sent } = open({ name: 'retry', body: { entry: 'b' } });
    await failures.switchModel(null, 'm');
    expect([requests, sent]).toEqual([
      [
        ['selectModel', { id: 'm' }],
        ['retry', { entry: 'b', modelId: 'm' }],
      ],
      [],
    ]);
  });

  it('as a draft is sent to a model of the user’s choice, with which the conversation goes on', async () => {
    const { failures, requests, sent } = open({ name: 'ask', body: { text: 'Not sent yet', attachments: [] } });
    await failures.switchModel(null, 'm');
    expect([requests, sent]).toEqual([[['selectModel', { id: 'm' }]], [false]]);
  });

  it('is done with when its failure is no longer shown', async () => {
    const { failures, notices, requests, sent } = open({ name: 'retry', body: { entry: 'b' } });
    notices.dismissFailure();
    await failures.run('useDemo', null);
    expect([requests.map(([name]) => name), sent]).toEqual([['selectModel'], [false]]);
  });

  it('for another answer is sent with leave to go beyond what a budget can limit', async () => {
    const { failures, requests } = open({ name: 'retry', body: { entry: 'b', modelId: 'm' } });
    await failures.run('sendAnyway', null);
    expect(requests).toEqual([['retry', { entry: 'b', modelId: 'm', unreserved: true }]]);
  });

  it('is sent with leave for the whole conversation, where the user gives that', async () => {
    const draft = open({ name: 'ask', body: { text: 'Not sent yet', attachments: [] } });
    await draft.failures.sendAnyway(null, 'conversation');
    const { failures, requests } = open({ name: 'fork', body: { entry: 'a' } });
    await failures.sendAnyway('e', 'conversation');
    expect([draft.sent, requests]).toEqual([['conversation'], [['retry', { entry: 'e', unreserved: 'conversation' }]]]);
  });
});

describe('a failed entry', () => {
  it.each([
    ['retry', { entry: 'e' }],
    ['sendAnyway', { entry: 'e', unreserved: true }],
  ] as const)('%s asks for another answer to it, whatever was refused last', async (action, body) => {
    const { failures, requests } = open({ name: 'fork', body: { entry: 'a' } });
    await failures.run(action, 'e');
    expect(requests).toEqual([['retry', body]]);
  });

  it('is answered by another model alone: the conversation keeps its own', async () => {
    const { failures, requests } = open({ name: 'fork', body: { entry: 'a' } });
    await failures.switchModel('e', 'm');
    expect(requests).toEqual([['retry', { entry: 'e', modelId: 'm' }]]);
  });
});

it.each([
  ['setApiKey', 'setApiKey'],
  ['openSettings', 'openSettings'],
  ['showLog', 'showLog'],
  ['raiseLimit', 'raiseBudget'],
] as const)('%s is the request %s', async (action, name) => {
  const { failures, requests } = open({ name: 'ask', body: { text: '', attachments: [] } });
  await failures.run(action, null);
  expect(requests).toEqual([[name, {}]]);
});

it('showCosts opens the costs', async () => {
  const { failures, drawer } = open({ name: 'ask', body: { text: '', attachments: [] } });
  await failures.run('showCosts', null);
  expect(drawer.value).toBe('costs');
});

it('a text that is too long can become an attachment', async () => {
  const { failures, attached } = open({ name: 'ask', body: { text: '', attachments: [] } });
  await failures.run('attachAsFile', null);
  expect(attached()).toBe(1);
});
