import type { Core } from '../../core/createCore.ts';
import type { SurfaceRegistry } from '../chat/surfaceRegistry.ts';
import type { OptionalContribution } from '../platform/contribution.ts';
import type { Settings } from '../settings/settings.ts';
import { raiseBudget } from './raiseBudget.ts';

interface RaiseBudgetServices {
  readonly settings: Settings;
  readonly core: Core;
  readonly surfaces: SurfaceRegistry;
}

export const raiseBudgetContribution: OptionalContribution<RaiseBudgetServices, 'raiseBudget'> = {
  name: 'raiseBudget',
  required: false,
  commands: ['raiseBudget'],
  start: ({ settings, core: { spending }, surfaces }) => ({
    raiseBudget: () => raiseBudget(settings, () => spending.spend(surfaces.current?.session.conversationId ?? null)),
  }),
};
