import type { HostPort } from '../transport/host.ts';
import { HostRequests } from '../transport/hostRequests.ts';
import { TouchReporter } from '../transport/touchReporter.ts';
import { ComposerStore } from './composerStore.ts';
import { ConversationActions } from './conversationActions.ts';
import { CostsStore } from './costsStore.ts';
import { DeletedStore } from './deletedStore.ts';
import { Demonstration } from './demonstration.ts';
import { DraftStore } from './draftStore.ts';
import { FailureActions } from './failureActions.ts';
import { ForecastStore } from './forecastStore.ts';
import { HostCommands } from './hostCommands.ts';
import { LocationStore } from './locationStore.ts';
import { ModelsStore } from './modelsStore.ts';
import { NoticesStore } from './noticesStore.ts';
import { parseDraft } from './parseDraft.ts';
import { AnswerClock } from './answerClock.ts';
import { type AnswerRequest, createRequestSender, type RequestSender } from './requestSender.ts';
import { SurfaceStore } from './surfaceStore.ts';
import { SurfaceTransitions } from './surfaceTransitions.ts';
import { ViewState } from './viewState.ts';
import { ViewStore } from './viewStore.ts';

/** What components can see and do. Each takes the stores it needs. */
export interface Stores {
  readonly requests: RequestSender;
  readonly surface: SurfaceStore;
  readonly clock: AnswerClock;
  readonly view: ViewStore;
  readonly notices: NoticesStore;
  readonly composer: ComposerStore;
  readonly models: ModelsStore;
  readonly costs: CostsStore;
  readonly forecast: ForecastStore;
  readonly conversations: ConversationActions;
  readonly deleted: DeletedStore;
  readonly failures: FailureActions;
  readonly demonstration: Demonstration;
}

/** The parts of the page that are wired once. In no context: it is for the start and for the connection to the host. */
export interface PageRoot {
  readonly stores: Stores;
  readonly viewState: ViewState;
  readonly location: LocationStore;
  readonly drafts: DraftStore;
  readonly hostRequests: HostRequests;
  readonly transitions: SurfaceTransitions;
  readonly hostCommands: HostCommands;
  readonly touch: TouchReporter;
}

/** Makes the stores and restores what the page remembers. Nothing is sent or saved yet. */
export function createStores(host: HostPort): PageRoot {
  const viewState = new ViewState(host);
  const surface = new SurfaceStore();
  const hostRequests = new HostRequests((message) => {
    const stay = surface.stay.peek();
    host.post(stay === undefined ? message : { ...message, stay });
  });
  const drafts = new DraftStore((message) => host.post(message), parseDraft(viewState.former('draft')));
  const answerRequest: AnswerRequest = (name, body, requestId) => hostRequests.answer(name, body, requestId);
  const notices = new NoticesStore();
  const view = new ViewStore(viewState);
  const location = new LocationStore(viewState, surface);
  const requests = createRequestSender(answerRequest, notices);
  const composer = new ComposerStore({ drafts, requests, surface, notices, view });
  const deleted = new DeletedStore({ answerRequest, count: surface.deletedCount });
  const conversations = new ConversationActions({ requests, surface, notices, view, composer, drafts, deleted });
  const stores: Stores = {
    requests,
    surface,
    clock: new AnswerClock(surface),
    view,
    notices,
    composer,
    models: new ModelsStore({ requests, answerRequest, surface, view, composer }),
    costs: new CostsStore({ status: surface.status, answerRequest }),
    forecast: new ForecastStore({ draft: composer.draft, surface, answerRequest }),
    conversations,
    deleted,
    failures: new FailureActions({ requests, notices, view, composer }),
    demonstration: new Demonstration({ requests, view, composer }),
  };
  const transitions = new SurfaceTransitions({ surface, notices, view, drafts });
  const touch = new TouchReporter((message) => host.post(message));
  const hostCommands = new HostCommands({ view, notices, composer, conversations, deleted, touch });
  return { stores, viewState, location, drafts, hostRequests, transitions, hostCommands, touch };
}
