import { noDraft } from '../../../../src/shared/model/draft.ts';
import { describe, expect, it } from 'vitest';
import type { Failure } from '../../../../src/shared/model/failure.ts';
import { budget, reached, warned } from '../../../webview/app/moneyFixtures.ts';
import { chat, spend, status, surface, userEntry } from '../../../webview/app/surfaceFixtures.ts';
import { openPage } from '../kit/openPage.ts';

const failure = (code: Failure['code']): Failure => ({ code, message: 'No.', retryable: true, actions: [] });
const fork = { name: 'fork', body: { entry: 'a' } } as const;
const state = chat(userEntry('a', 'Hello'));
const spent = (...budgets: ReturnType<typeof budget>[]) => ({
  ...state,
  status: status({ spend: spend({ budgets, conversationUsd: budgets[0]?.spentUsd ?? '0' }) }),
});

describe('another conversation on the surface', () => {
  it('brings its own draft and ends the anchor, which belong to the one before', () => {
    const { composer, view, snapshot } = openPage();
    snapshot(state);
    composer.setText('Aside');
    composer.beginEdit(userEntry('a', 'Hello'));
    view.scrollAnchor.value = { below: '', offset: 3 };
    snapshot(state, 2);
    expect(composer.draft.value.editing?.entry).toBe('a');
    expect(view.scrollAnchor.value).toEqual({ below: '', offset: 3 });
    snapshot(surface({ stay: 2, draft: { ...noDraft, text: 'Of another' } }), 3);
    expect(composer.draft.value).toEqual({ text: 'Of another', attachments: [], editing: null });
    expect(view.scrollAnchor.value).toBeNull();
  });

  it('is not the first snapshot, before which there is only what was saved', () => {
    const { view, snapshot } = openPage({ conversation: state.conversation?.id, place: { below: 'a', offset: 2 } });
    snapshot(state);
    expect(view.scrollAnchor.value).toEqual({ below: 'a', offset: 2 });
  });
});

describe('a failure that is no longer true goes', () => {
  it.each(['missing', 'demanded'] as const)('when there is a key, which was %s', (key) => {
    const { notices, snapshot } = openPage();
    snapshot({ ...state, status: status({ key }) });
    notices.fail(failure('NO_KEY'), fork);
    snapshot({ ...state, status: status({ key }) }, 2);
    expect(notices.failure.value?.code).toBe('NO_KEY');
    snapshot({ ...state, status: status({ key: 'stored' }) }, 3);
    expect(notices.failure.value).toBeNull();
  });

  it('when a budget has money again', () => {
    const { notices, snapshot } = openPage();
    snapshot(spent(reached));
    notices.fail(failure('BUDGET_EXCEEDED'), fork);
    snapshot(spent({ ...reached }), 2);
    expect(notices.failure.value?.code).toBe('BUDGET_EXCEEDED');
    snapshot(spent(budget({ limitUsd: '10' })), 3);
    expect(notices.failure.value).toBeNull();
  });

  it('and another one stays', () => {
    const { notices, snapshot } = openPage();
    snapshot(spent(reached));
    notices.fail(failure('OFFLINE'), fork);
    snapshot(spent(budget({ limitUsd: '10' })), 2);
    expect(notices.failure.value?.code).toBe('OFFLINE');
  });
});

describe('a budget at its warning level', () => {
  it('is noted when it comes to it', () => {
    const { notices, snapshot } = openPage();
    snapshot(spent(budget()));
    expect(notices.budgetWarning.value).toBeNull();
    snapshot(spent(warned), 2);
    expect(notices.budgetWarning.value).toEqual(warned);
  });

  it('is not noted when it was there before the page', () => {
    const { notices, snapshot } = openPage();
    snapshot(spent(warned));
    expect(notices.budgetWarning.value).toBeNull();
  });
});
