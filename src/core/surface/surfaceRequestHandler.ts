import type { Nudge, Reply, RequestMessage } from '../../shared/protocol/messages.ts';
import type { Requests } from '../../shared/protocol/requests/requests.ts';
import type { ChatOrchestrator } from '../chat/chatOrchestrator.ts';
import { failureOf } from '../errors/chatError.ts';
import type { Forecaster } from '../chat/forecaster.ts';
import type { ModelRouter } from '../models/modelRouter.ts';
import type { ConversationRepository } from '../ports/conversationRepository.ts';
import type { Logger } from '../ports/platform.ts';
import type { QuestionPlace } from '../conversation/insertionPoint.ts';
import { entryNotFound, notFound } from '../errors/chatErrors.ts';
import type { SpendingDesk } from '../money/reports/spendService.ts';
import { isEditorRequest, type SurfaceEnvironment } from './hostServices.ts';
import type { Visit } from './surfaceLocation.ts';

export interface SurfaceRequestsOptions {
  readonly orchestrator: ChatOrchestrator;
  readonly repository: ConversationRepository;
  readonly router: ModelRouter;
  readonly environment: SurfaceEnvironment;
  readonly forecaster: Forecaster;
  readonly spending: SpendingDesk;
  readonly logger: Logger;
}

/** What a request does to the surface that it comes from. */
export interface RequestingSurface {
  readonly visit: Visit;
  show(conversationId: string | null): void;
  newConversation(): void;
  selectModel(modelId: string): Promise<void>;
  stop(): void;
  nudge(nudge: Nudge): void;
  /** What was wished in a visit has led to this message. */
  moved(visit: Visit, conversationId: string, tip: string | null): void;
  showEarlier(): Promise<void>;
}

type Body<K extends keyof Requests> = Requests[K]['body'];

/** Carries out what the page of one surface asks for. */
export class SurfaceRequests {
  readonly #o: SurfaceRequestsOptions;
  readonly #surface: RequestingSurface;

  constructor(options: SurfaceRequestsOptions, surface: RequestingSurface) {
    this.#o = options;
    this.#surface = surface;
  }

  async answer(request: RequestMessage): Promise<Reply> {
    try {
      return { type: 'reply', re: request.id, ok: await this.#perform(request) };
    } catch (error) {
      const failure = failureOf(error);
      this.#o.logger.info('request.refused', {
        name: request.name,
        code: failure.code,
        detail: failure.code === 'INTERNAL' ? String(error) : undefined,
      });
      return { type: 'reply', re: request.id, error: failure };
    }
  }

  /** One that is deleted leaves this surface, which is told how to have it back. */
  async changeConversation({ id, changes }: Body<'changeConversation'>): Promise<null> {
    const surface = this.#surface;
    const conversation = await this.#o.repository.conversation(id);
    if (!conversation) throw notFound();
    await this.#o.repository.changeConversation(id, changes);
    if (changes.deleted) {
      if (surface.visit.conversationId === id) surface.show(null);
      surface.nudge({ type: 'nudge', nudge: 'deleted', conversation: { id, title: conversation.title } });
    }
    return null;
  }

  async #perform(request: RequestMessage): Promise<unknown> {
    const surface = this.#surface;
    if (isEditorRequest(request.name)) return this.#o.environment.perform(request.name, request.body, surface.visit.conversationId);
    switch (request.name) {
      case 'ask':
        return this.#ask(request.body);
      case 'retry':
        return this.#retry(request.body);
      case 'stop':
        surface.stop();
        return null;
      case 'showBranch':
        return this.#showBranch(request.body);
      case 'showEarlier':
        await surface.showEarlier();
        return null;
      case 'fork':
        return this.#fork(request.body);
      case 'deleteEntry':
        return this.#deleteEntry(request.body);
      case 'changeConversation':
        return this.changeConversation(request.body);
      case 'newConversation':
        surface.newConversation();
        return null;
      case 'openConversation':
        return this.#openConversation(request.body);
      case 'selectModel':
        await surface.selectModel(request.body.id);
        return null;
      case 'listModels':
        return this.#o.router.list();
      case 'forecast':
        return this.#forecast(request.body);
      case 'costs':
        return this.#o.spending.report(request.body.all, surface.visit.conversationId);
      case 'checkRequest':
        await this.#o.spending.checkRequest(request.body.attempt);
        return null;
      case 'dismissRequest':
        await this.#o.spending.dismissRequest(request.body.attempt);
        return null;
      case 'checkAccount':
        return this.#o.spending.checkAccount();
    }
  }

  #ask({ edits, ...content }: Body<'ask'>): Promise<Requests['ask']['reply']> {
    return this.#inVisit(async (visit) => {
      const { conversationId, messageId } = await this.#o.orchestrator.ask({ ...content, ...this.#placeIn(visit, edits) });
      this.#surface.moved(visit, conversationId, messageId);
      return { conversationId };
    });
  }

  /** Not in turn: it only looks, and the person goes on writing. */
  async #forecast({ edits, ...content }: Body<'forecast'>): Promise<Requests['forecast']['reply']> {
    const place = this.#placeIn(this.#surface.visit, edits);
    const conversation = place.conversationId === null ? null : await this.#o.repository.conversation(place.conversationId);
    return this.#o.forecaster.forecast({ ...content, ...place, modelId: conversation?.modelId ?? place.modelId });
  }

  #placeIn(visit: Visit, edits: string | undefined) {
    const place: QuestionPlace = edits === undefined ? { below: visit.tip } : { beside: edits };
    return { conversationId: visit.conversationId, place, modelId: visit.modelId ?? this.#o.environment.defaultModelId() };
  }

  #retry({ entry, modelId, unreserved }: Body<'retry'>): Promise<null> {
    return this.#inConversation(async (visit, id) => {
      const { messageId } = await this.#o.orchestrator.retry(id, entry, { modelId, unreserved });
      this.#surface.moved(visit, id, messageId);
      return null;
    });
  }

  #showBranch({ entry }: Body<'showBranch'>): Promise<null> {
    return this.#inConversation(async (visit, id) => {
      const tree = await this.#o.orchestrator.tree(id);
      if (!tree.find(entry)) throw entryNotFound();
      // Down to the end: what is asked next stands below what is shown.
      this.#surface.moved(visit, id, tree.branch(entry).at(-1)?.id ?? null);
      return null;
    });
  }

  #fork({ entry }: Body<'fork'>): Promise<Requests['fork']['reply']> {
    return this.#inConversation(async (visit, id) => {
      const conversationId = await this.#o.orchestrator.fork(id, entry);
      // The person may have gone elsewhere while it was being written.
      if (visit === this.#surface.visit) this.#surface.show(conversationId);
      return { conversationId };
    });
  }

  #deleteEntry({ entry, deleted }: Body<'deleteEntry'>): Promise<null> {
    return this.#inConversation(async (visit, id) => {
      await this.#o.orchestrator.changeEntry(id, entry, { deleted });
      const tree = await this.#o.orchestrator.tree(id);
      this.#surface.moved(visit, id, tree.branch(deleted ? visit.tip : entry).at(-1)?.id ?? null);
      return null;
    });
  }

  async #openConversation({ id }: Body<'openConversation'>): Promise<null> {
    if (!(await this.#o.repository.conversation(id))) throw notFound();
    this.#surface.show(id);
    return null;
  }

  /** Wishes of one visit wait for each other: a second message, sent while the first one is being written, stands below that one. */
  #inVisit<T>(work: (visit: Visit) => Promise<T>): Promise<T> {
    const { visit } = this.#surface;
    return visit.inTurn(() => work(visit));
  }

  #inConversation<T>(work: (visit: Visit, conversationId: string) => Promise<T>): Promise<T> {
    return this.#inVisit((visit) => {
      if (visit.conversationId === null) throw notFound();
      return work(visit, visit.conversationId);
    });
  }
}
