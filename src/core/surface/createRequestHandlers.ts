import type { Requests } from '../../shared/protocol/requests/requests.ts';
import type { ModelRouter } from '../models/modelRouter.ts';
import type { SpendService } from '../money/reports/spendService.ts';
import { archiveRequests, type ArchiveRequestsOptions } from './archiveRequests.ts';
import { chatRequests, type ChatRequestsOptions } from './chatRequests.ts';
import { costsRequests } from './costsRequests.ts';
import type { HostServices } from './hostServices.ts';
import { modelsRequests } from './modelsRequests.ts';
import type { RequestHandlers } from './requestHandlers.ts';
import type { RequestingSurface } from './requestingSurface.ts';

export interface RequestServices extends Omit<ChatRequestsOptions, 'defaultModelId'>, ArchiveRequestsOptions {
  readonly router: ModelRouter;
  readonly spending: SpendService;
  readonly environment: HostServices;
}

/** The handlers of all areas for one surface. */
export function createRequestHandlers(services: RequestServices, surface: RequestingSurface): RequestHandlers<Requests> {
  const { orchestrator, forecaster, repository, drafts, router, spending, environment } = services;
  const defaultModelId = () => environment.defaultModelId();
  return {
    ...chatRequests({ orchestrator, forecaster, repository, defaultModelId }, surface),
    ...archiveRequests({ orchestrator, repository, drafts }, surface),
    ...costsRequests(spending),
    ...modelsRequests(router, surface),
    ...environment.editorRequests,
  };
}
