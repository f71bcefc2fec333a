import { signal } from '@preact/signals';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Forecast } from '../../../../src/shared/model/forecast.ts';
import type { Requests } from '../../../../src/shared/protocol/requests/requests.ts';
import type { Answer } from '../../../../webview-ui/transport/hostRequests.ts';
import type { AnswerRequest } from '../../../../webview-ui/stores/requestSender.ts';
import { type Draft, emptyDraft } from '../../../../src/shared/model/draft.ts';
import { ForecastStore } from '../../../../webview-ui/stores/forecastStore.ts';
import { SurfaceStore } from '../../../../webview-ui/stores/surfaceStore.ts';
import { forecast } from '../../../webview/app/moneyFixtures.ts';
import { chat, status, surface as surfaceState, userEntry } from '../../../webview/app/surfaceFixtures.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

type Body = Requests['forecast']['body'];

function open() {
  const draft = signal<Draft>(emptyDraft);
  const surface = new SurfaceStore();
  const asked: { readonly body: Body; readonly answer: (answer: Answer<'forecast'>) => void }[] = [];
  const answerRequest = ((_name: 'forecast', body: Body) =>
    new Promise<Answer<'forecast'>>((answer) => {
      asked.push({ body, answer });
    })) as AnswerRequest;
  const forecasts = new ForecastStore({ draft, surface, answerRequest });
  const snapshot = (state = surfaceState()) => surface.apply({ type: 'snapshot', rev: 1, state });
  snapshot();
  const type = (text: string) => (draft.value = { ...draft.value, text });
  const rest = () => vi.advanceTimersByTimeAsync(200);
  const answer = async (index: number, ok: Forecast | null) => {
    asked[index]?.answer({ ok });
    await vi.advanceTimersByTimeAsync(0);
  };
  return {
    draft,
    asked,
    snapshot,
    type,
    rest,
    answer,
    surface,
    shown: () => forecasts.current.value,
    texts: () => asked.map(({ body }) => body.text),
  };
}

describe('the host is asked', () => {
  it('once the person rests, for what is then written', async () => {
    const { type, rest, texts } = open();
    type('Wh');
    await vi.advanceTimersByTimeAsync(150);
    type('Why');
    await vi.advanceTimersByTimeAsync(150);
    expect(texts()).toEqual([]);
    await rest();
    expect(texts()).toEqual(['Why']);
  });

  it('with what is attached, and which entry is edited', async () => {
    const { draft, rest, asked } = open();
    const attachments = [{ kind: 'text', name: 'note', text: 'x' }] as const;
    draft.value = { text: '', attachments, editing: { entry: 'm1', conversation: 'c', aside: { text: '', attachments: [] } } };
    await rest();
    expect(asked.map(({ body }) => body)).toEqual([{ text: '', attachments, edits: 'm1' }]);
  });

  it('one question at a time; after the answer only for the newest draft', async () => {
    const { type, rest, answer, texts } = open();
    type('one');
    await rest();
    type('two');
    await rest();
    type('three');
    await rest();
    expect(texts()).toEqual(['one']);
    await answer(0, forecast());
    expect(texts()).toEqual(['one', 'three']);
  });

  it('not before the user rests, although an answer comes in between', async () => {
    const { type, rest, answer, texts } = open();
    type('one');
    await rest();
    type('two');
    await rest();
    type('three');
    await answer(0, forecast());
    expect(texts()).toEqual(['one']);
    await rest();
    expect(texts()).toEqual(['one', 'three']);
  });

  it('nothing for an empty draft', async () => {
    const { type, rest, texts } = open();
    type(' \n');
    await rest();
    expect(texts()).toEqual([]);
  });

  it('again when the model changes, and when the conversation grows', async () => {
    const { type, rest, snapshot, answer, texts } = open();
    type('Why?');
    await rest();
    await answer(0, forecast());
    snapshot(surfaceState({ status: status({ modelId: 'a/b' }) }));
    await rest();
    await answer(1, forecast());
    snapshot({ ...chat(userEntry('a', 'Hello')), status: status({ modelId: 'a/b' }) });
    await rest();
    expect(texts()).toEqual(['Why?', 'Why?', 'Why?']);
  });
});

describe('the figure', () => {
  it('is the answer', async () => {
    const { type, rest, answer, shown } = open();
    type('Why?');
    await rest();
    await answer(0, forecast());
    expect(shown()).toEqual(forecast());
  });

  it('is not one for words that have changed since', async () => {
    const { type, rest, answer, shown } = open();
    type('one');
    await rest();
    type('two');
    await answer(0, forecast());
    expect(shown()).toBeNull();
  });

  it('stays while the user types on, and goes with the last letter', async () => {
    const { type, rest, answer, shown } = open();
    type('one');
    await rest();
    await answer(0, forecast());
    type('one two');
    expect(shown()).toEqual(forecast());
    type('');
    expect(shown()).toBeNull();
  });

  it('goes at once when it would be another model’s', async () => {
    const { type, rest, answer, snapshot, shown } = open();
    type('one');
    await rest();
    await answer(0, forecast());
    snapshot(surfaceState({ status: status({ modelId: 'a/b' }) }));
    expect(shown()).toBeNull();
  });

  it('above the alert is announced once, not with every figure', async () => {
    const { type, rest, answer, surface } = open();
    type('one');
    await rest();
    await answer(0, forecast({ alerts: true }));
    expect(surface.announced.value).toBe('Above the alert for one message');
    surface.announced.value = '';
    type('two');
    await rest();
    await answer(1, forecast({ alerts: true }));
    expect(surface.announced.value).toBe('');
  });

  it('is nothing when the host refuses, and the next draft is asked for as ever', async () => {
    const { type, rest, asked, shown, texts } = open();
    type('one');
    await rest();
    asked[0]?.answer({ refused: { code: 'INTERNAL', message: 'No.', retryable: false, actions: [] } });
    await vi.advanceTimersByTimeAsync(0);
    expect(shown()).toBeNull();
    type('two');
    await rest();
    expect(texts()).toEqual(['one', 'two']);
  });
});
