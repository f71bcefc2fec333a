import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { DemonstrationClient } from '../demo/demonstrationClient.ts';
import { demonstrationModel } from '../demo/demonstrationModel.ts';
import { DisposableList } from '../shared/async/disposables.ts';
import { TiktokenCounter } from '../tokens/tiktokenCounter.ts';
import { archiveNotices } from '../vscode/archive/archiveNotices.ts';
import { ChatPanels } from '../vscode/chat/chatPanel.ts';
import { ChatView } from '../vscode/chat/chatView.ts';
import { LinkHealth } from '../vscode/chat/linkHealth.ts';
import { SurfaceMemory } from '../vscode/chat/surfaceMemory.ts';
import { SurfaceRegistry } from '../vscode/chat/surfaceRegistry.ts';
import { WindowHostServices } from '../vscode/chat/windowHostServices.ts';
import { ArchiveCommands } from '../vscode/commands/archiveCommands.ts';
import { ConversationEraser } from '../vscode/commands/conversationEraser.ts';
import { ConfirmedOrigins } from '../vscode/keys/confirmedOrigins.ts';
import { KeyStore } from '../vscode/keys/keyStore.ts';
import { cacheFile } from '../vscode/platform/cacheFile.ts';
import type { ChannelLog } from '../vscode/platform/channelLog.ts';
import { extensionVersion } from '../vscode/platform/extensionVersion.ts';
import { ReportDocument } from '../vscode/platform/reportDocument.ts';
import { systemClock as clock } from '../vscode/platform/systemClock.ts';
import { Settings } from '../vscode/settings/settings.ts';
import { createServices, type Services } from './createServices.ts';
import { serverAddress } from './serverAddress.ts';

/** Every service of a window, those that need VS Code included. */
export interface WindowServices extends Services {
  readonly log: ChannelLog;
  readonly settings: Settings;
  readonly keys: KeyStore;
  readonly consent: ConfirmedOrigins;
  readonly surfaces: SurfaceRegistry;
  readonly environment: WindowHostServices;
  readonly view: ChatView;
  readonly panels: ChatPanels;
  readonly reports: ReportDocument;
  readonly archiveCommands: ArchiveCommands;
  readonly eraser: ConversationEraser;
  /** Absolute path. */
  readonly archiveFolder: string;
  /** What is remembered on this machine, in all workspaces. */
  readonly globalState: vscode.Memento;
}

export function createWindowServices(context: vscode.ExtensionContext, log: ChannelLog): WindowServices {
  const version = extensionVersion(context);
  const dist = vscode.Uri.joinPath(context.extensionUri, 'dist');
  const inDist = (file: string) => join(dist.fsPath, file);
  const inStorage = (path: string) => join(context.globalStorageUri.fsPath, path);
  const archiveFolder = inStorage('archive');

  const disposables = new DisposableList();
  const settings = disposables.push(new Settings(log));
  const keys = disposables.push(new KeyStore(context.secrets, log));
  const consent = new ConfirmedOrigins({ state: context.globalState, useOpenRouter: () => settings.useOpenRouter() });
  const notify = archiveNotices(log);
  const services = createServices({
    archiveFolder,
    draftFile: inStorage('drafts.json'),
    workerFile: inDist('projectionWorker.cjs'),
    wasmFile: inDist('sql-wasm.wasm'),
    extensionVersion: version,
    hostLabel: hostname(),
    onArchiveReport: notify,
    onDraftsRefused: (message) => notify({ kind: 'draftsRefused', message }),
    address: () => serverAddress(settings),
    secrets: keys,
    consent,
    chatSettings: () => settings.chat(),
    timeoutMs: () => settings.get('openRouter.timeoutSeconds') * 1000,
    provider: () => settings.get('openRouter.provider'),
    catalogueCache: cacheFile(inStorage('models.json')),
    tokens: new TiktokenCounter((name) => readFile(inDist(`${name}.json`), 'utf8')),
    localModels: [{ models: [demonstrationModel], client: new DemonstrationClient(clock) }],
    workspace: () => vscode.workspace.name ?? null,
    clock,
    logger: log,
  });
  disposables.push(services);
  const { core, archive, repository, drafts, router, bus, connections } = services;

  const surfaces = new SurfaceRegistry();
  const eraser = new ConversationEraser({ repository, maintenance: archive, stop: (id) => core.orchestrator.stop(id) });
  const environment = new WindowHostServices({
    version,
    settings,
    changes: [settings.onDidChange, keys.onDidChange, consent.onDidChange],
    connections,
    router,
    spending: core.spending,
    link: disposables.push(new LinkHealth(bus, router)),
    archiveState: () => archive.state(),
    clock,
    eraser,
    openInEditor: (conversationId) => panels.open(conversationId),
  });
  const sessionServices = {
    orchestrator: core.orchestrator,
    repository,
    drafts,
    router,
    forecaster: core.forecaster,
    spending: core.spending,
    bus,
    clock,
    logger: log,
    environment,
    memory: new SurfaceMemory(context.workspaceState, log),
  };
  const view = new ChatView(dist, sessionServices, surfaces);
  const panels = new ChatPanels(context.extensionUri, sessionServices, surfaces);
  const reports = new ReportDocument();

  return {
    ...services,
    log,
    settings,
    keys,
    consent,
    surfaces,
    environment,
    view,
    panels,
    reports,
    archiveCommands: new ArchiveCommands(archive, reports),
    eraser,
    archiveFolder,
    globalState: context.globalState,
    dispose: () => disposables.dispose(),
  };
}
