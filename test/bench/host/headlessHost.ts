import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServices } from '../../../src/composition/createServices.ts';
import { Emitter } from '../../../src/shared/async/emitter.ts';
import type { Logger } from '../../../src/core/ports/platform.ts';
import type { HostServices } from '../../../src/core/surface/hostServices.ts';
import { createSurfaceSession } from '../../../src/core/surface/createSurfaceSession.ts';
import type { SurfaceSession } from '../../../src/core/surface/surfaceSession.ts';
import { parseEndpoint } from '../../../src/openrouter/http/endpoint.ts';
import type { HostMessage } from '../../../src/shared/protocol/messages.ts';
import { TiktokenCounter } from '../../../src/tokens/tiktokenCounter.ts';
import { cacheFile } from '../../../src/vscode/platform/cacheFile.ts';
import { settingShapes } from '../../../src/vscode/settings/settingsSchema.ts';
import { systemClock as clock } from '../../../src/vscode/platform/systemClock.ts';
import { ScriptedConsent } from '../../support/fakes/scriptedConsent.ts';
import { MemorySecrets } from '../../support/fakes/memorySecrets.ts';
import { noEditor } from '../../support/noEditor.ts';
import { productionBuild } from '../productionBuild.ts';
import { settingsReads } from './settingsReads.ts';

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
  const baseUrl = parseEndpoint(server.url);
  const services = createServices({
    archiveFolder: join(folder, 'archive'),
    draftFile: join(folder, 'drafts.json'),
    workerFile: inDist('projectionWorker.cjs'),
    wasmFile: inDist('sql-wasm.wasm'),
    extensionVersion: 'bench',
    hostLabel: 'bench',
    onArchiveReport: (report) => logger.error('archive', { ...report }),
    address: () => ({ baseUrl, fromEnvironment: false, isEnvironmentIgnored: false }),
    secrets: new MemorySecrets({ [baseUrl.origin]: server.key }),
    consent: new ScriptedConsent(),
    chatSettings: () => {
      settingsReads.count += 1;
      return chatSettings;
    },
    timeoutMs: () => 60_000,
    provider: () => ({}),
    catalogueCache: cacheFile(join(folder, 'models.json')),
    tokens: new TiktokenCounter((name) => readFile(inDist(`${name}.json`), 'utf8')),
    localModels: [],
    workspace: () => null,
    clock,
    logger,
  });
  const { archive, router, bus } = services;
  const { orchestrator, forecaster, spending } = services.core;
  const { models } = await router.list();
  const environment: HostServices = {
    spend: (conversationId) => spending.spend(conversationId),
    defaultModelId: () => modelId,
    status: async (conversation, id) => ({
      version: 'bench',
      modelId: id,
      model: router.find(id) ?? null,
      modelSetByWorkspace: false,
      modelCount: models.length,
      key: 'stored',
      endpoint: baseUrl.host,
      endpointProblem: null,
      theme: 'phosphor',
      archive: archive.state(),
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
    drafts: services.drafts,
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
      services.dispose();
      await services.shutdown();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
