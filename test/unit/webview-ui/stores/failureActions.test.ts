import { signal } from '@preact/signals';
import { describe, expect, it } from 'vitest';
import type { Failure } from '../../../../src/shared/model/failure.ts';
import type { RequestName, Requests } from '../../../../src/shared/protocol/requests/requests.ts';
import { type Draft, emptyDraft } from '../../../../webview-ui/stores/draft.ts';
import { demonstrationModelId, Recovery } from '../../../../webview-ui/stores/failureActions.ts';
import type { DrawerName } from '../../../../webview-ui/stores/viewState.ts';

const failure: Failure = { code: 'INTERNAL', message: 'No.', retryable: true, actions: [] };

/** The page with a draft that nobody has sent. */
function open(shown: Failure | null = failure) {
  const wishes: [RequestName, unknown][] = [];
  const sent: boolean[] = [];
  const recovery = new Recovery({
    wish: <K extends RequestName>(name: K, body: Requests[K]['body']) => {
      wishes.push([name, body]);
      return Promise.resolve(true);
    },
    transmit: (unreserved = false) => Promise.resolve(void sent.push(unreserved)),
    draft: signal<Draft>({ ...emptyDraft, text: 'Not sent yet' }),
    drawer: signal<DrawerName | null>(null),
    refusal: signal<Failure | null>(shown),
    focusComposer: () => undefined,
  });
  return { recovery, wishes, sent };
}

describe('a wish that was refused', () => {
  it('is what is tried again, and the draft is not sent for it', async () => {
    const { recovery, wishes, sent } = open();
    recovery.refused('fork', { entry: 'a' });
    await recovery.recover('retry', null);
    expect([wishes, sent]).toEqual([[['fork', { entry: 'a' }]], []]);
  });

  it('is the draft when that was refused', async () => {
    const { recovery, wishes, sent } = open();
    recovery.refused('ask', { text: 'Not sent yet', attachments: [] });
    await recovery.recover('retry', null);
    await recovery.recover('sendAnyway', null);
    expect([wishes, sent]).toEqual([[], [false, true]]);
  });

  it('for another answer is answered by the demonstration model, and the draft stays', async () => {
    const { recovery, wishes, sent } = open();
    recovery.refused('retry', { entry: 'b' });
    await recovery.recover('useDemo', null);
    expect(wishes).toEqual([
      ['selectModel', { id: demonstrationModelId }],
      ['retry', { entry: 'b', modelId: demonstrationModelId }],
    ]);
    expect(sent).toEqual([]);
  });

  it('is done with when nobody sees its refusal any more', async () => {
    const { recovery, wishes, sent } = open(null);
    recovery.refused('retry', { entry: 'b' });
    await recovery.recover('useDemo', null);
    expect([wishes.map(([name]) => name), sent]).toEqual([['selectModel'], [false]]);
  });

  it('for another answer is sent with leave to go beyond what a budget can hold', async () => {
    const { recovery, wishes } = open();
    recovery.refused('retry', { entry: 'b', modelId: 'm' });
    await recovery.recover('sendAnyway', null);
    expect(wishes).toEqual([['retry', { entry: 'b', modelId: 'm', unreserved: true }]]);
  });
});
