import type { BudgetStatus } from '../../src/shared/model/budget.ts';
import type { SurfaceStatus } from '../../src/shared/protocol/surfaceState.ts';
import { t } from '../../src/shared/l10n/t.ts';
import { budgetSentence, worstState } from '../format/budgetFigures.ts';

/** What a lamp shows, and says when it is pressed. */
export interface LampState {
  readonly light: 'on' | 'warn' | 'alarm' | 'off';
  /** The state in a few words. */
  readonly label: string;
  readonly explanation: string;
}

export function linkLamp({ key, endpoint, endpointProblem, linkFailure, listFailure }: SurfaceStatus): LampState {
  if (endpointProblem !== null) {
    const label = endpoint === '' ? t('address refused') : t('not confirmed');
    return { light: 'alarm', label, explanation: endpointProblem };
  }
  if (linkFailure !== undefined)
    return {
      light: 'alarm',
      label: t('last request failed'),
      explanation: t(
        'The last request to {0} ended in {1}. Its entry says why. The next one that is answered puts this lamp on again.',
        endpoint,
        linkFailure.replaceAll('_', ' '),
      ),
    };
  if (listFailure !== undefined)
    return {
      light: 'alarm',
      label: t('models not read'),
      explanation: t(
        '{0} was asked for its models and prices, which ended in {1}. It is asked again while the panel is in use, once a minute at most.',
        endpoint,
        listFailure.replaceAll('_', ' '),
      ),
    };
  switch (key) {
    case 'stored':
      return {
        light: 'on',
        label: 'key stored',
        explanation: `The key is in the editor's secret storage and is sent to ${endpoint} only.`,
      };
    case 'environment':
      return {
        light: 'on',
        label: 'key from the environment',
        explanation: `The key comes from OPENROUTER_API_KEY and is sent to ${endpoint} only.`,
      };
    case 'notNeeded':
      return {
        light: 'on',
        label: t('local server'),
        explanation: t(
          '{0} is on this machine and is asked without a key. What it answers costs nothing, unless it names a price.',
          endpoint,
        ),
      };
    case 'demanded':
      return {
        light: 'off',
        label: t('key needed'),
        explanation: t(
          '{0} asks for a key, and none is set for it. The command Set API Key… stores one; the demonstration model needs none.',
          endpoint,
        ),
      };
    case 'missing':
      return {
        light: 'off',
        label: 'no key',
        explanation: `Nothing is sent to ${endpoint}. The command Set API Key… stores one; the demonstration model needs none.`,
      };
  }
}

const budgetLights = {
  ok: { light: 'on', label: 'within limits' },
  warn: { light: 'warn', label: 'warning level' },
  reached: { light: 'alarm', label: 'suspended' },
} as const;

export function budgetLamp(budgets: readonly BudgetStatus[]): LampState {
  const worst = worstState(budgets);
  if (worst === null)
    return {
      light: 'off',
      label: 'no limit',
      explanation: 'No budget is set. The settings have one for each conversation, day and month.',
    };
  return { ...budgetLights[worst], explanation: budgets.map(budgetSentence).join('\n') };
}

export function archiveLamp({ archive }: SurfaceStatus): LampState {
  switch (archive.state) {
    case 'ok':
      return { light: 'on', label: 'writing', explanation: archive.detail || 'Every message is on disk before it is acknowledged.' };
    case 'unsynced':
      return { light: 'warn', label: 'no guarantee', explanation: archive.detail || 'The disk does not confirm what it writes.' };
    case 'readonly':
      return { light: 'warn', label: 'read-only', explanation: archive.detail || 'Conversations can be read, and nothing can be added.' };
    case 'damaged':
      return {
        light: 'alarm',
        label: 'damaged',
        explanation: archive.detail || 'A part could not be read. It was kept, set aside, and logged.',
      };
  }
}
