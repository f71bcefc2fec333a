import type { Core } from '../../core/createCore.ts';
import type { EventBus } from '../../core/events/eventBus.ts';
import type { ConversationRepository } from '../../core/ports/conversationRepository.ts';
import type { Logger } from '../../core/ports/platform.ts';
import type { SurfaceRegistry } from '../chat/surfaceRegistry.ts';
import type { OptionalContribution } from '../platform/contribution.ts';
import type { Settings } from '../settings/settings.ts';
import { CostMeter } from './costMeter.ts';

interface CostMeterServices {
  readonly repository: ConversationRepository;
  readonly surfaces: SurfaceRegistry;
  readonly settings: Settings;
  readonly core: Core;
  readonly bus: EventBus;
  readonly logger: Logger;
}

/** Keeps the figures in the status bar up to date. */
export const costMeterContribution: OptionalContribution<CostMeterServices> = {
  name: 'costMeter',
  required: false,
  commands: [],
  start({ repository, surfaces, settings, core: { spending }, bus, logger }, disposables) {
    const read = async () => {
      const { current } = surfaces;
      return { spend: await spending.spend(current?.session.conversationId ?? null), isInSight: current !== null };
    };
    const meter = disposables.push(new CostMeter(read, logger));
    const update = () => meter.update();
    disposables.push(
      repository.onDidChange(({ ledger }) => {
        if (ledger) update();
      }),
    );
    disposables.push(settings.onDidChange(update));
    disposables.push(surfaces.onDidChange(update));
    disposables.push(bus.subscribe('ledger.settled', update));
    disposables.push(bus.subscribe('token.generated', () => meter.updateSoon()));
    update();
    return {};
  },
};
