import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Archive } from '../../src/archive/archive.ts';
import { createServices, type Services } from '../../src/composition/createServices.ts';
import type { ChatOrchestrator } from '../../src/core/chat/chatOrchestrator.ts';
import type { ChatSettings } from '../../src/core/ports/chatSettings.ts';
import type { Core } from '../../src/core/createCore.ts';
import type { InsertionPoint } from '../../src/core/conversation/insertionPoint.ts';
import { Emitter } from '../../src/shared/async/emitter.ts';
import type { BusEvent, EventBus } from '../../src/core/events/eventBus.ts';
import type { ModelRouter } from '../../src/core/models/modelRouter.ts';
import type { ConversationRepository } from '../../src/core/ports/conversationRepository.ts';
import type { Ledger, LedgerEntry } from '../../src/core/ports/ledger.ts';
import type { Clock } from '../../src/core/ports/platform.ts';
import type { HostServices } from '../../src/core/surface/hostServices.ts';
import type { SurfaceSessionOptions } from '../../src/core/surface/createSurfaceSession.ts';
import { DemonstrationClient } from '../../src/demo/demonstrationClient.ts';
import { demonstrationModel } from '../../src/demo/demonstrationModel.ts';
import { parseEndpoint } from '../../src/openrouter/http/endpoint.ts';
import type { Attachment } from '../../src/shared/model/attachment.ts';
import type { Message } from '../../src/shared/model/message.ts';
import { TiktokenCounter } from '../../src/tokens/tiktokenCounter.ts';
import { settingShapes } from '../../src/vscode/settings/settingsSchema.ts';
import { cacheFile } from '../../src/vscode/platform/cacheFile.ts';
import { systemClock } from '../../src/vscode/platform/systemClock.ts';
import { MemorySecrets } from './fakes/memorySecrets.ts';
import { ScriptedConsent } from './fakes/scriptedConsent.ts';
import { noEditor } from './noEditor.ts';
import { projectionPaths } from './projectionPaths.ts';
import { recordingLogger } from './recordingLogger.ts';
import { startSimulator } from './simulator/simulator.ts';
import { SurfaceWithPage, type SurfacePace } from './surfaceWithPage.ts';

export const cheapModel = 'openai/gpt-4o-mini';
export const otherModel = 'anthropic/claude-haiku-4.5';

export interface ChatRigOptions {
  /** What a rig needs of the simulator. */
  readonly service: { readonly url: string; readonly key: string | null };
  /** An archive that is there already; without it a temporary one, removed by `cleanUp`. */
  readonly folder?: string;
  readonly clock?: Clock;
  /** Takes the archive's position as the product sees it, to let the disk fail. */
  readonly disk?: (archive: Archive) => Disk;
}

// One for all rigs of a process: a table of 200,000 ranks is not what these tests are about.
const tables = { o200k_base: () => import('js-tiktoken/ranks/o200k_base'), cl100k_base: () => import('js-tiktoken/ranks/cl100k_base') };
const tokens = new TiktokenCounter(async (name) => JSON.stringify((await tables[name]()).default));

const temporary = new Set<string>();

/** An empty folder that `cleanUp` removes. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'neural-terminal-'));
  temporary.add(folder);
  return folder;
}

const open = new Set<ChatRig>();

/** For `afterEach`: closes the windows of the test and removes their folders. */
export async function cleanUp(): Promise<void> {
  await Promise.all([...open].map((rig) => rig.close()));
  for (const folder of temporary) rmSync(folder, { recursive: true, force: true });
  temporary.clear();
}

/** One window without VS Code: every service of the product, made as for VS Code, with ports of its own. */
export class ChatRig {
  readonly folder: string;
  readonly clock: Clock;
  readonly logger = recordingLogger();
  readonly services: Services;
  readonly bus: EventBus;
  readonly events: BusEvent[] = [];
  readonly archive: Archive;
  readonly orchestrator: ChatOrchestrator;
  readonly core: Core;
  readonly router: ModelRouter;
  readonly environment: HostServices;
  readonly repository: ConversationRepository;
  readonly #surfaces: SurfaceWithPage[] = [];
  readonly #statusChanged = new Emitter();
  readonly #secrets = new MemorySecrets();
  readonly #service: ChatRigOptions['service'];
  #key: string | null = null;
  settings: ChatSettings;
  timeoutMs = 60_000;
  /** The routing preferences of the setting. */
  provider: Readonly<Record<string, unknown>> = {};
  #closed: Promise<void> | null = null;

  constructor(options: ChatRigOptions) {
    const { service, clock = systemClock } = options;
    this.folder = options.folder ?? temporaryFolder();
    this.clock = clock;
    this.#service = service;
    this.key = service.key;
    this.settings = {
      defaultModelId: cheapModel,
      systemPrompt: settingShapes['conversation.systemPrompt'].parse(undefined),
      temperature: settingShapes['conversation.temperature'].parse(undefined),
      maxReplyTokens: settingShapes['conversation.maxReplyTokens'].parse(undefined),
      budget: { conversationUsd: 5, dayUsd: null, monthUsd: null, warnAtPercent: 80 },
      messageAlertUsd: 1,
    };
    const services = createServices({
      archiveFolder: this.folder,
      draftFile: join(this.folder, 'drafts.json'),
      workerFile: projectionPaths.workerFile,
      wasmFile: projectionPaths.wasmFile,
      extensionVersion: '0.0.0',
      hostLabel: 'rig',
      onArchiveReport: () => undefined,
      address: () => ({ baseUrl: parseEndpoint(this.#address()), fromEnvironment: false, isEnvironmentIgnored: false }),
      secrets: this.#secrets,
      consent: new ScriptedConsent(),
      chatSettings: () => this.settings,
      timeoutMs: () => this.timeoutMs,
      provider: () => this.provider,
      // One for each window: a test says itself when prices are known.
      catalogueCache: cacheFile(join(this.folder, `models-${randomUUID()}.json`)),
      tokens,
      localModels: [{ models: [demonstrationModel], client: new DemonstrationClient(hurried(clock, 50)) }],
      workspace: () => null,
      clock,
      logger: this.logger,
      ...(options.disk && { storage: options.disk }),
    });
    this.services = services;
    this.bus = services.bus;
    this.archive = services.archive;
    this.repository = services.repository;
    this.router = services.router;
    this.core = services.core;
    this.orchestrator = services.core.orchestrator;
    this.environment = this.#environment();
    this.bus.subscribeAll((event) => this.events.push(event));
    open.add(this);
  }

  get key(): string | null {
    return this.#key;
  }

  /** null: none is set, and the base URL in the settings is that of a server elsewhere, which needs one. Nothing listens there. */
  set key(key: string | null) {
    this.#key = key;
    this.#secrets.set(parseEndpoint(this.#service.url).origin, key);
  }

  /** Opens a sidebar or a panel with a page in it. Nothing is said until `page.show()`. */
  surface(pace?: SurfacePace, remembered: SurfaceSessionOptions['remembered'] = () => undefined): SurfaceWithPage {
    const { orchestrator, repository, router, bus, clock, logger, environment } = this;
    const { drafts } = this.services;
    const { forecaster, spending } = this.core;
    const surface = new SurfaceWithPage(
      { orchestrator, forecaster, spending, repository, drafts, router, bus, clock, logger, environment, remembered },
      pace,
    );
    this.#surfaces.push(surface);
    return surface;
  }

  /** The first message of a new conversation, or the next one of this. */
  async ask(
    text: string,
    {
      in: conversationId = null,
      model = this.settings.defaultModelId,
      attachments = [],
      position = { below: null },
    }: {
      readonly in?: string | null;
      /** Without it: below the newest message of all. */
      readonly position?: InsertionPoint;
      readonly model?: string;
      readonly attachments?: readonly Attachment[];
    } = {},
  ): Promise<string> {
    return (await this.orchestrator.ask({ conversationId, position, text, attachments, modelId: model })).conversationId;
  }

  /** Asks, and waits for the end of the answer. */
  async converse(
    text: string,
    options: Parameters<ChatRig['ask']>[1] = {},
  ): Promise<{ readonly conversationId: string; readonly answer: Message }> {
    const conversationId = await this.ask(text, options);
    await this.rest();
    return { conversationId, answer: await this.newest(conversationId) };
  }

  messages(conversationId: string): Promise<readonly Message[]> {
    return this.archive.messages(conversationId);
  }

  async newest(conversationId: string): Promise<Message> {
    const message = (await this.messages(conversationId)).at(-1);
    if (!message) throw new Error('The conversation is empty.');
    return message;
  }

  ledger(conversationId: string): Promise<readonly LedgerEntry[]> {
    return this.archive.entries({ conversationId });
  }

  /** Prices are known from here on. */
  async readCatalogue(): Promise<void> {
    await this.router.list();
  }

  settingsChanged(): void {
    this.#statusChanged.fire();
  }

  /** Resolves when no answer runs any more, and every page has been notified. */
  async rest(): Promise<void> {
    await until('the end of the running answers', () => this.orchestrator.live().length === 0);
    await nextTurns();
  }

  /** As VS Code closes a window. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  #address(): string {
    return this.#key === null && this.#service.key !== null ? 'https://models.invalid/api/v1' : this.#service.url;
  }

  async #close(): Promise<void> {
    open.delete(this);
    for (const surface of this.#surfaces) surface.session.dispose();
    this.services.dispose();
    await this.services.shutdown();
  }

  #environment(): HostServices {
    const { spending } = this.core;
    return {
      spend: (conversationId) => spending.spend(conversationId),
      defaultModelId: () => this.settings.defaultModelId,
      status: async (conversation, modelId) => ({
        version: '0.0.0',
        modelId,
        model: this.router.find(modelId) ?? null,
        modelSetByWorkspace: false,
        modelCount: 0,
        key: this.key === null ? 'missing' : 'stored',
        endpoint: '127.0.0.1',
        endpointProblem: null,
        theme: 'phosphor',
        spend: await spending.spend(conversation?.id ?? null),
        times: await spending.times(modelId),
        archive: this.archive.state(),
      }),
      onDidChangeStatus: this.#statusChanged.event,
      editorRequests: noEditor,
    };
  }
}

/** An address at which nothing listens. */
export async function deadService(): Promise<ChatRigOptions['service']> {
  const simulator = await startSimulator();
  const service = { url: simulator.url, key: simulator.key };
  await simulator.close();
  return service;
}

/** Asks again and again until the answer is true. Fails, with the name of what it waited for, after fifty seconds or so many ms. */
export async function until(what: string, ask: () => boolean | Promise<boolean>, timeoutMs = 50_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await ask())) {
    if (performance.now() > deadline) throw new Error(`Waited ${String(timeoutMs / 1000)} seconds for ${what}.`);
    await pause(3);
  }
}

/** Lets everything that is already on its way arrive: notices of the archive and messages to pages go by `setImmediate`. */
async function nextTurns(count = 4): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
}

export type Disk = ConversationRepository & Ledger;
type MethodName = { [K in keyof Disk]: Disk[K] extends (...args: never[]) => Promise<unknown> ? K : never }[keyof Disk];

/** The archive, with something in the way of one of its methods. */
export function intercept<K extends MethodName>(
  archive: Disk,
  method: K,
  instead: (original: Disk[K], ...args: Parameters<Disk[K]>) => ReturnType<Disk[K]>,
): Disk {
  return new Proxy(archive, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      const original = value.bind(target) as Disk[K];
      return name === method ? (...args: Parameters<Disk[K]>) => instead(original, ...args) : original;
    },
  });
}

/** An archive whose answers of one kind can be held back, when they are there but not known yet. */
export function slowDisk(method: 'messages' | 'createConversation') {
  let held: Promise<void> | null = null;
  let reached: () => void = () => undefined;
  const pass = async <T>(result: Promise<T>): Promise<T> => {
    const value = await result;
    reached();
    await held;
    return value;
  };
  return {
    disk: (archive: Disk): Disk =>
      method === 'messages'
        ? intercept(archive, method, (messages, id) => pass(messages(id)))
        : intercept(archive, method, (create, conversation) => pass(create(conversation))),
    /** From now on. `reached` resolves when something is being held back. */
    hold() {
      const [gate, arrival] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      held = gate.promise;
      reached = arrival.resolve;
      const release = () => {
        held = null;
        gate.resolve();
      };
      return { reached: arrival.promise, release };
    },
  };
}

/** A clock on which everything happens so many times faster. */
export function hurried(clock: Clock, times: number): Clock {
  return {
    now: () => clock.now(),
    monotonic: () => clock.monotonic() * times,
    sleep: (ms, signal) => clock.sleep(ms / times, signal),
    timeout: (ms, callback) => clock.timeout(ms / times, callback),
  };
}

/** Every record of every log of an archive, as a stranger would read them from the disk at this moment. */
export function recordsOnDisk(folder: string): readonly Readonly<Record<string, unknown>>[] {
  const logs = readdirSync(join(folder, 'log'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ndjson'));
  return logs.flatMap((name) =>
    readFileSync(join(folder, 'log', name), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line.slice(line.indexOf(' '))) as Record<string, unknown>),
  );
}
