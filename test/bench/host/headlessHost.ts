import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Archive } from '../../../src/archive/archive.ts';
import { ReservationFiles } from '../../../src/archive/reservations/reservationFiles.ts';
import { nodeFiles } from '../../../src/archive/disk/files.ts';
import { createCore } from '../../../src/core/createCore.ts';
import { Emitter } from '../../../src/shared/async/emitter.ts';
import { EventBus } from '../../../src/core/events/eventBus.ts';
import { ModelRouter } from '../../../src/core/models/modelRouter.ts';
import type { Logger } from '../../../src/core/ports/platform.ts';
import type { HostServices } from '../../../src/core/surface/hostServices.ts';
import { createSurfaceSession } from '../../../src/core/surface/createSurfaceSession.ts';
import type { SurfaceSession } from '../../../src/core/surface/surfaceSession.ts';
import { parseEndpoint } from '../../../src/openrouter/http/endpoint.ts';
import { OpenRouterCatalogue } from '../../../src/openrouter/catalogue/openRouterCatalogue.ts';
import { OpenRouterClient } from '../../../src/openrouter/chat/openRouterClient.ts';
import { OpenRouterGenerationLookup } from '../../../src/openrouter/account/openRouterGenerationLookup.ts';
import { OpenRouterKeyLookup } from '../../../src/openrouter/account/openRouterKeyLookup.ts';
import type { HostMessage } from '../../../src/shared/protocol/messages.ts';
import { TiktokenCounter } from '../../../src/tokens/tiktokenCounter.ts';
import { cacheFile } from '../../../src/vscode/platform/cacheFile.ts';
import { settingShapes } from '../../../src/vscode/settings/settingsSchema.ts';
import { systemClock as clock } from '../../../src/vscode/platform/systemClock.ts';
import { noEditor } from '../../support/noEditor.ts';
import { productionBuild } from '../productionBuild.ts';

const modelId = 'openai/gpt-4o-mini';
const logger: Logger = { debug() {}, info() {}, warn() {}, error: (event, fields) => console.error(event, fields) };
const chatSettings = {
  defaultModelId: modelId,
  systemPrompt: settingShapes['conversation.systemPrompt'].parse(undefined),
  temperature: settingShapes['conversation.temperature'].parse(undefined),
  maxReplyTokens: settingShapes['conversation.maxReplyTokens'].parse(undefined),
  budget: { conversationUsd: settingShapes['budget.conversationUsd'].parse(undefined), dayUsd: null, monthUsd: null, warnAtPercent: 80 },
  messageAlertUsd: null,
};

export interface HeadlessHost {
  readonly session: SurfaceSession;
  /** Ends everything and removes its folder. */
  close(): Promise<void>;
}

/** Everything that `activate` makes, without VS Code: real archive in a folder of its own, real client, one surface. */
export async function startHeadlessHost(
  server: { readonly url: string; readonly key: string },
  post: (message: HostMessage) => void,
): Promise<HeadlessHost> {
  const folder = await mkdtemp(join(tmpdir(), 'neural-terminal-bench-'));
  const inDist = (file: string) => join(productionBuild(), 'dist', file);
  const archive = new Archive({
    ...{ clock, logger, folder: join(folder, 'archive'), extensionVersion: 'bench', hostLabel: 'bench' },
    ...{ workerFile: inDist('projectionWorker.cjs'), wasmFile: inDist('sql-wasm.wasm') },
    onReport: (report) => logger.error('archive', { ...report }),
  });
  const baseUrl = parseEndpoint(server.url);
  const connection = () => Promise.resolve({ baseUrl, key: server.key });
  const catalogue = new OpenRouterCatalogue({ connection, cache: cacheFile(join(folder, 'models.json')), clock, logger });
  const client = new OpenRouterClient({ connection, timeoutMs: () => 60_000, provider: () => ({}), clock, logger });
  const router = new ModelRouter([], client, catalogue);
  const bus = new EventBus(logger);
  const core = createCore({
    ...{ repository: archive, ledger: archive, router, bus, clock, logger },
    store: new ReservationFiles({ files: nodeFiles, folder: join(folder, 'archive', 'budget', 'r'), clock, logger }),
    lookup: new OpenRouterGenerationLookup({ connection, clock }),
    keys: new OpenRouterKeyLookup({ connection, clock }),
    tokens: new TiktokenCounter((name) => readFile(inDist(`${name}.json`), 'utf8')),
    secrets: { get: () => Promise.resolve({ key: server.key, source: 'stored' }) },
    newId: () => randomUUID(),
    settings: () => chatSettings,
    workspace: () => null,
  });
  const { orchestrator, forecaster, spending } = core;
  const { models } = await router.list();
  const environment: HostServices = {
    spend: (conversationId) => spending.spend(conversationId),
    defaultModelId: () => modelId,
    status: async (conversation, id) => ({
      ...{ version: 'bench', modelId: id, model: router.find(id) ?? null, modelSetByWorkspace: false, modelCount: models.length },
      ...{ key: 'stored', endpoint: baseUrl.host, endpointProblem: null, theme: 'phosphor', archive: archive.state() },
      spend: await spending.spend(conversation?.id ?? null),
      times: await spending.times(id),
    }),
    onDidChangeStatus: new Emitter().event,
    editorRequests: noEditor,
  };
  const session = createSurfaceSession({
    post,
    orchestrator,
    forecaster,
    spending,
    repository: archive,
    router,
    bus,
    clock,
    logger,
    environment,
  });
  return {
    session,
    async close() {
      session.dispose();
      core.dispose();
      await orchestrator.shutdown();
      await archive.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
