import type { HostMessage } from '../../shared/protocol/messages.ts';
import type { EventBus } from '../events/eventBus.ts';
import type { Clock, Logger } from '../ports/platform.ts';
import { BranchView } from './branchView.ts';
import { createRequestHandlers, type RequestServices } from './createRequestHandlers.ts';
import { SurfaceDraft } from './surfaceDraft.ts';
import { FactsSender } from './factsSender.ts';
import { HostCommandQueue } from './hostCommandQueue.ts';
import { SurfaceChannel } from './surfaceChannel.ts';
import { SurfaceLoader } from './surfaceLoader.ts';
import { type ShownConversation, SurfaceNavigation } from './surfaceNavigation.ts';
import { SurfaceRequestHandler } from './surfaceRequestHandler.ts';
import { SurfaceSession } from './surfaceSession.ts';
import { SurfaceSteps } from './surfaceSteps.ts';

export interface SurfaceSessionOptions extends RequestServices {
  /** Sends to the page. A message that is not received is lost; the page asks for a snapshot when it listens again. */
  readonly post: (message: HostMessage) => void;
  readonly bus: EventBus;
  readonly clock: Clock;
  readonly logger: Logger;
  /** What this surface showed, or one of its kind if the page names none that is known; undefined = none ever. */
  readonly remembered?: (surface: string | undefined) => ShownConversation | undefined;
}

/** A session and the parts that belong to it alone. */
export function createSurfaceSession(options: SurfaceSessionOptions): SurfaceSession {
  const { post, remembered = () => undefined, orchestrator, repository, drafts, environment, bus, clock, logger } = options;
  const channel = new SurfaceChannel(post);
  const navigation = new SurfaceNavigation(clock, drafts);
  const steps = new SurfaceSteps(logger);
  const branch = new BranchView(channel, (id) => orchestrator.live().find(({ messageId }) => messageId === id));
  const draft = new SurfaceDraft(drafts, channel, navigation);
  const facts = new FactsSender({ channel, navigation, repository, environment });
  return new SurfaceSession({
    post,
    remembered,
    orchestrator,
    repository,
    drafts,
    draft,
    environment,
    bus,
    clock,
    logger,
    channel,
    branch,
    navigation,
    steps,
    commands: new HostCommandQueue(post, steps),
    facts,
    loader: new SurfaceLoader({ orchestrator, repository, clock, channel, branch, navigation, steps, facts, drafts, draft }),
    requests: (surface) => new SurfaceRequestHandler(createRequestHandlers(options, surface), logger),
  });
}
