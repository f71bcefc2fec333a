import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { Archive } from '../archive/archive.ts';
import { nodeFiles } from '../archive/disk/files.ts';
import { ReservationFiles } from '../archive/reservations/reservationFiles.ts';
import { DisposableValue } from '../shared/async/disposables.ts';
import { Domain } from '../core/createCore.ts';
import { EventBus } from '../core/events/eventBus.ts';
import { ModelRouter } from '../core/models/modelRouter.ts';
import { DemonstrationClient } from '../demo/demonstrationClient.ts';
import { demonstrationModel } from '../demo/demonstrationModel.ts';
import { parseEndpoint } from '../openrouter/http/endpoint.ts';
import { checkKey } from '../openrouter/account/keyCheck.ts';
import { OpenRouterCatalogue } from '../openrouter/catalogue/openRouterCatalogue.ts';
import { OpenRouterClient } from '../openrouter/chat/openRouterClient.ts';
import { OpenRouterGenerationLookup } from '../openrouter/account/openRouterGenerationLookup.ts';
import { OpenRouterKeyLookup } from '../openrouter/account/openRouterKeyLookup.ts';
import { TiktokenCounter } from '../tokens/tiktokenCounter.ts';
import { ArchiveCommands } from '../vscode/commands/archiveCommands.ts';
import { archiveNotices } from '../vscode/archive/archiveNotices.ts';
import { ArchiveUpkeep } from '../vscode/archive/archiveUpkeep.ts';
import { cacheFile } from '../vscode/platform/cacheFile.ts';
import { ChatPanels } from '../vscode/chat/chatPanel.ts';
import { ChatView } from '../vscode/chat/chatView.ts';
import type { CommandHandlers, CommandName } from '../vscode/commands/commands.ts';
import { ConversationCommands } from '../vscode/commands/conversationCommands.ts';
import { CostMeter } from '../vscode/statusBar/costMeter.ts';
import { setApiKey } from '../vscode/keys/keySetup.ts';
import type { ChannelLog } from '../vscode/platform/channelLog.ts';
import { pickModel } from '../vscode/commands/pickModel.ts';
import { raiseBudget } from '../vscode/commands/raiseBudget.ts';
import { extensionVersion } from '../vscode/platform/extensionVersion.ts';
import { ReportDocument } from '../vscode/platform/reportDocument.ts';
import { runCommand } from '../vscode/commands/runCommand.ts';
import { KeyStore } from '../vscode/keys/keyStore.ts';
import { selectionAttachment } from '../vscode/editor/selection.ts';
import { Settings } from '../vscode/settings/settings.ts';
import { SurfaceMemory } from '../vscode/chat/surfaceMemory.ts';
import { Surfaces } from '../vscode/chat/surfaceRegistry.ts';
import { systemClock as clock } from '../vscode/platform/systemClock.ts';
import { WindowEnvironment } from '../vscode/chat/windowHostServices.ts';

/** What `activate` registers with VS Code. */
export interface WindowServices {
  readonly view: ChatView;
  readonly panels: ChatPanels;
  run(command: CommandName): Promise<void>;
  /** Resolves when everything that was going on is in the archive. */
  shutdown(): Promise<void>;
}

/** The composition root: every service of a window is made here and nowhere else. Nothing is read or opened before it is needed. */
export function composeWindow(context: vscode.ExtensionContext, log: ChannelLog): WindowServices {
  const version = extensionVersion(context);
  const dist = vscode.Uri.joinPath(context.extensionUri, 'dist');
  const inDist = (file: string) => join(dist.fsPath, file);
  const inStorage = (path: string) => join(context.globalStorageUri.fsPath, path);

  const settings = new Settings(log);
  const keys = new KeyStore(context.secrets, log);
  const bus = new EventBus(log);
  const archive = new Archive({
    folder: inStorage('archive'),
    workerFile: inDist('projectionWorker.cjs'),
    wasmFile: inDist('sql-wasm.wasm'),
    clock,
    logger: log,
    extensionVersion: version,
    hostLabel: hostname(),
    onReport: archiveNotices(log),
  });

  const endpoint = () => parseEndpoint(settings.baseUrl());
  const connection = async () => ({ baseUrl: endpoint(), key: (await keys.get())?.key });
  const catalogue = new OpenRouterCatalogue({ connection, cache: cacheFile(inStorage('models.json')), clock, logger: log });
  const openRouter = new OpenRouterClient({
    connection,
    timeoutMs: () => settings.get('openRouter.timeoutSeconds') * 1000,
    provider: () => settings.get('openRouter.provider'),
    clock,
    logger: log,
  });
  const router = new ModelRouter([{ models: [demonstrationModel], client: new DemonstrationClient(clock) }], openRouter, catalogue);
  const tokens = new TiktokenCounter((name) => readFile(inDist(`${name}.json`), 'utf8'));
  const domain = new Domain({
    ...{ repository: archive, ledger: archive, secrets: keys, router, tokens, bus, clock, logger: log },
    store: new ReservationFiles({ files: nodeFiles, folder: inStorage('archive/budget/r'), clock, logger: log }),
    lookup: new OpenRouterGenerationLookup({ connection, clock }),
    keys: new OpenRouterKeyLookup({ connection, clock }),
    newId: () => randomUUID(),
    settings: () => settings.chat(),
    workspace: () => vscode.workspace.name ?? null,
  });
  const { orchestrator, forecaster, spending, reconciler } = domain;

  const surfaces = new Surfaces();
  const environment = new WindowEnvironment({
    ...{ version, settings, keys, router, spending, parseEndpoint, clock },
    archiveState: () => archive.state(),
    openInEditor: (conversationId) => panels.open(conversationId),
  });
  const services = {
    orchestrator,
    repository: archive,
    router,
    forecaster,
    spending,
    bus,
    clock,
    logger: log,
    environment,
    memory: new SurfaceMemory(context.workspaceState),
  };
  const view = new ChatView(dist, services, surfaces);
  const panels = new ChatPanels(context.extensionUri, services, surfaces);
  const meter = new CostMeter(() => environment.spend(surfaces.active?.session.conversationId ?? null), log);

  const reports = new ReportDocument();
  const ofArchive = new ArchiveCommands(archive, reports);
  const ofConversation = new ConversationCommands({ repository: archive, care: archive, surface: () => surfaces.active });
  const upkeep = new ArchiveUpkeep({
    ...{ care: archive, folder: inStorage('archive'), memory: context.globalState, clock, logger: log },
    prune: () => spending.prune(),
    backUp: () => ofArchive.backUp(),
    restoreFrom: (path) => ofArchive.restoreFrom(path),
  });

  const setKey = () =>
    setApiKey({
      ...{ keys, logger: log },
      check: (key, signal) => checkKey({ baseUrl: endpoint(), key, clock, signal }),
      countModels: () => catalogue.list().then(({ models }) => models.length),
    });
  const commands: CommandHandlers = {
    openChat: () => view.nudge({ type: 'nudge', nudge: 'focusComposer' }),
    openInEditor: () => panels.open(surfaces.active?.session.conversationId ?? null),
    newConversation: async () => {
      if (!surfaces.visible) await view.reveal();
      (surfaces.visible ?? surfaces.active)?.session.newConversation();
    },
    askAboutSelection: async () => {
      const attachment = selectionAttachment(vscode.window.activeTextEditor);
      if (!attachment) return vscode.window.showInformationMessage(vscode.l10n.t('Select some text in an editor first.'));
      const target = surfaces.visible;
      target?.reveal();
      const nudge = { type: 'nudge', nudge: 'attach', attachment } as const;
      return target ? target.session.nudge(nudge) : view.nudge(nudge);
    },
    stop: () => surfaces.active?.session.stop(),
    selectModel: async () => {
      const modelId = await pickModel(router);
      if (modelId === undefined) return;
      if (!surfaces.visible) await view.reveal();
      await (surfaces.visible ?? surfaces.active)?.session.selectModel(modelId);
    },
    renameConversation: () => ofConversation.rename(),
    tagConversation: () => ofConversation.editTags(),
    pinConversation: () => ofConversation.togglePin(),
    archiveConversation: () => ofConversation.toggleArchived(),
    deleteConversation: () => ofConversation.delete(),
    purgeConversation: () => ofConversation.purge(),
    verifyArchive: () => ofArchive.verify(),
    rebuildIndex: () => ofArchive.rebuildIndex(),
    backUpArchive: () => ofArchive.backUp(),
    restoreBackup: () => ofArchive.restore(),
    showCosts: async () => {
      const surface = surfaces.visible;
      const nudge = { type: 'nudge', nudge: 'openCosts' } as const;
      return surface ? surface.session.nudge(nudge) : view.nudge(nudge);
    },
    raiseBudget: () => raiseBudget(settings, () => environment.spend(surfaces.active?.session.conversationId ?? null)),
    setApiKey: setKey,
    signOut: () => keys.forget(),
    showLog: () => log.show(),
  };

  const following = new DisposableValue();
  const followWhileSeen = () => {
    const seen = surfaces.visible !== null || vscode.window.state.focused;
    if (seen !== following.isSet) following.set(seen ? archive.follow() : null);
  };
  const streaming = () =>
    vscode.commands.executeCommand(
      'setContext',
      'neuralTerminal.streaming',
      orchestrator.live(surfaces.active?.session.conversationId ?? '').length > 0,
    );

  context.subscriptions.push(
    ...[settings, keys, meter, following, reports, upkeep.start(), domain],
    archive.onDidChange(({ ledger }) => ledger && meter.update()),
    settings.onDidChange(() => {
      orchestrator.refreshBudgets();
      meter.update();
    }),
    keys.onDidChange(() => reconciler.lookAnew()),
    archive.onDidChangeState(() => environment.statusChanged()),
    surfaces.onDidChange(() => {
      meter.update();
      followWhileSeen();
      void streaming();
    }),
    vscode.window.onDidChangeWindowState(followWhileSeen),
    bus.subscribeAll((event) => {
      if (event.type === 'token.generated') return meter.updateSoon();
      if (event.type === 'ledger.settled') meter.update();
      void streaming();
    }),
  );
  followWhileSeen();
  meter.update();
  reconciler.look();
  return {
    ...{ view, panels },
    run: (command) => runCommand(commands, command, log),
    async shutdown() {
      await orchestrator.shutdown();
      await archive.close();
    },
  };
}
