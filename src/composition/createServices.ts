import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Archive } from '../archive/archive.ts';
import { type ArchivePorts, createArchive } from '../archive/createArchive.ts';
import { nodeFiles } from '../archive/disk/files.ts';
import { JsonDraftFile } from '../archive/drafts/jsonDraftFile.ts';
import { FileReservationStore } from '../archive/reservations/fileReservationStore.ts';
import { FileRequestClaims } from '../archive/reservations/fileRequestClaims.ts';
import { createCore, type Core } from '../core/createCore.ts';
import { ConversationDrafts } from '../core/surface/conversationDrafts.ts';
import { EventBus } from '../core/events/eventBus.ts';
import { type ModelRoute, ModelRouter } from '../core/models/modelRouter.ts';
import type { CacheFile } from '../core/ports/cacheFile.ts';
import type { ChatSettings } from '../core/ports/chatSettings.ts';
import type { ConversationRepository } from '../core/ports/conversationRepository.ts';
import type { KeyInfo } from '../core/ports/keyLookup.ts';
import type { Ledger } from '../core/ports/ledger.ts';
import type { Clock, Logger } from '../core/ports/platform.ts';
import type { OriginConsent } from '../core/ports/originConsent.ts';
import type { SecretStore } from '../core/ports/secretStore.ts';
import type { TokenCounter } from '../core/ports/tokenCounter.ts';
import { checkKey } from '../openrouter/account/keyCheck.ts';
import { OpenRouterGenerationLookup } from '../openrouter/account/openRouterGenerationLookup.ts';
import { OpenRouterKeyLookup } from '../openrouter/account/openRouterKeyLookup.ts';
import { type ServerAddress, ServerConnections } from '../openrouter/account/serverConnections.ts';
import { OpenRouterCatalogue } from '../openrouter/catalogue/openRouterCatalogue.ts';
import { t } from '../shared/l10n/t.ts';
import { endpointOf } from '../shared/model/modelReference.ts';
import { OpenRouterClient } from '../openrouter/chat/openRouterClient.ts';
import type { Disposable } from '../shared/async/disposable.ts';

/** What the services need of the program around them: the window of VS Code, or the rig of a test. */
export interface ServicePorts {
  /** Absolute path of the archive; made at the first write. */
  readonly archiveFolder: string;
  /** Absolute path of the file with the drafts of all conversations; made at the first one. */
  readonly draftFile: string;
  /** Absolute path of the program of the archive's worker. */
  readonly workerFile: string;
  /** Absolute path of sql-wasm.wasm. */
  readonly wasmFile: string;
  readonly extensionVersion: string;
  /** Which kind of machine this is, for a person who reads the log of the archive. */
  readonly hostLabel: string;
  readonly onArchiveReport: ArchivePorts['onReport'];
  /** Drafts cannot be kept, said as a sentence for the person; at each attempt. */
  readonly onDraftsRefused?: (message: string) => void;
  /** The address of the model service, asked for at every request. Throws ChatError for one that cannot be used. */
  readonly address: () => ServerAddress;
  readonly secrets: SecretStore;
  /** Which servers the person has agreed to. */
  readonly consent: OriginConsent;
  readonly chatSettings: () => ChatSettings;
  /** ms of silence on the line after which a request is given up. */
  readonly timeoutMs: () => number;
  /** Routing preferences of the person, in the words of the service. */
  readonly provider: () => Readonly<Record<string, unknown>>;
  /** Keeps the list of models from one window to the next. */
  readonly catalogueCache: CacheFile;
  readonly tokens: TokenCounter;
  /** Models that are answered without the service. */
  readonly localModels: readonly ModelRoute[];
  /** Name of the open workspace, kept with a new conversation. */
  readonly workspace: () => string | null;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Takes the archive's place as core sees it, so that a test can let the disk fail. */
  readonly storage?: (archive: Archive) => ConversationRepository & Ledger;
}

/** Every service of one window that knows nothing of VS Code. */
export interface Services extends Disposable {
  readonly archive: Archive;
  /** The archive as core sees it. */
  readonly repository: ConversationRepository;
  readonly drafts: ConversationDrafts;
  readonly router: ModelRouter;
  readonly bus: EventBus;
  readonly core: Core;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Which server is asked, with which key, and whether it may be. */
  readonly connections: ServerConnections;
  /** Asks a server that the person has agreed to about a key; null where it has nothing to ask. Rejects with ChatError, UNAUTHORIZED for one that is not valid. */
  checkKey(baseUrl: URL, key: string, signal: AbortSignal): Promise<KeyInfo | null>;
  /** Models of the service, without the local ones. Rejects with ChatError when there is no list of them. */
  countModels(): Promise<number>;
  /** Resolves when everything that was going on is in the archive. */
  shutdown(): Promise<void>;
}

/** Makes every service. Nothing is read or opened before it is needed. */
export function createServices(ports: ServicePorts): Services {
  const { clock, logger, address, secrets, consent } = ports;
  const bus = new EventBus(logger);
  const draftFile = new JsonDraftFile({ files: nodeFiles, path: ports.draftFile, clock, logger });
  const drafts = new ConversationDrafts({
    file: draftFile,
    clock,
    logger,
    onRefused: (reason) =>
      ports.onDraftsRefused?.(
        t('What is typed and not sent yet cannot be saved ({0}). It is kept in this window only, and saving is tried again.', reason),
      ),
  });
  const archive = createArchive({
    folder: ports.archiveFolder,
    workerFile: ports.workerFile,
    wasmFile: ports.wasmFile,
    clock,
    logger,
    extensionVersion: ports.extensionVersion,
    hostLabel: ports.hostLabel,
    onReport: ports.onArchiveReport,
    onPurge: (conversationId, messageIds) => (messageIds ? drafts.eraseEntries(conversationId, messageIds) : drafts.erase(conversationId)),
  });
  const storage = ports.storage?.(archive) ?? archive;

  const connections = new ServerConnections({ address, secrets, consent });
  const connection = () => connections.current();
  const catalogue = new OpenRouterCatalogue({ connection: () => connections.inBackground(), cache: ports.catalogueCache, clock, logger });
  const client = new OpenRouterClient({ connection, timeoutMs: ports.timeoutMs, provider: ports.provider, clock, logger });
  const router = new ModelRouter(ports.localModels, client, catalogue, () => endpointIn(address));

  const core = createCore({
    repository: storage,
    ledger: storage,
    store: new FileReservationStore({ files: nodeFiles, folder: join(ports.archiveFolder, 'budget', 'r'), clock, logger }),
    claims: new FileRequestClaims({ files: nodeFiles, folder: join(ports.archiveFolder, 'budget', 'q'), clock, logger }),
    access: connections,
    router,
    tokens: ports.tokens,
    lookup: new OpenRouterGenerationLookup({ connection: (endpoint) => connections.earlier(endpoint), clock }),
    keys: new OpenRouterKeyLookup({ connection, clock }),
    bus,
    clock,
    logger,
    newId: randomUUID,
    settings: ports.chatSettings,
    workspace: ports.workspace,
  });

  return {
    archive,
    repository: storage,
    drafts,
    router,
    bus,
    core,
    clock,
    logger,
    connections,
    checkKey: (baseUrl, key, signal) => checkKey({ baseUrl, key, clock, signal }),
    countModels: async () => (await catalogue.list()).models.length,
    dispose: () => core.dispose(),
    async shutdown() {
      await drafts.flush();
      drafts.dispose();
      await core.orchestrator.shutdown();
      await archive.close();
    },
  };
}

/** The server of an address; null while the address is refused, which whoever sends a request is told. */
function endpointIn(address: () => ServerAddress): string | null {
  try {
    return endpointOf(address().baseUrl.href);
  } catch {
    return null;
  }
}
