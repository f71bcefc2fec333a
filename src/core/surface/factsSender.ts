import type { Conversation } from '../../shared/model/conversation.ts';
import type { Spend } from '../../shared/model/costs.ts';
import type { SurfaceStatus } from '../../shared/protocol/surfaceState.ts';
import type { ConversationRepository } from '../ports/conversationRepository.ts';
import type { HostServices } from './hostServices.ts';
import { liveSpend } from './liveSpend.ts';
import type { SurfaceChannel } from './surfaceChannel.ts';
import type { SurfaceNavigation } from './surfaceNavigation.ts';

export interface FactsSenderOptions {
  readonly channel: SurfaceChannel;
  readonly navigation: SurfaceNavigation;
  readonly repository: ConversationRepository;
  readonly environment: HostServices;
}

/** Reads everything that a surface shows but its entries, and sends what of it is new. */
export class FactsSender {
  readonly #channel: SurfaceChannel;
  readonly #navigation: SurfaceNavigation;
  readonly #repository: ConversationRepository;
  readonly #environment: HostServices;

  constructor({ channel, navigation, repository, environment }: FactsSenderOptions) {
    this.#channel = channel;
    this.#navigation = navigation;
    this.#repository = repository;
    this.#environment = environment;
  }

  /** The status for a snapshot of this conversation. */
  status(conversation: Conversation | null): Promise<SurfaceStatus> {
    const modelId = conversation?.modelId ?? this.#navigation.location.modelId ?? this.#environment.defaultModelId();
    return this.#environment.status(conversation, modelId);
  }

  /** The list of conversations and the status; the result and `keepsSpend` as in `sendStatus`. */
  async sendAll(keepsSpend = false): Promise<boolean> {
    const spend = keepsSpend ? this.#channel.sentSpend : null;
    const [conversations, count] = await Promise.all([this.#repository.conversations(), this.#repository.countDeleted()]);
    this.#channel.push({ op: 'conversations', conversations });
    this.#channel.push({ op: 'deleted', count });
    return this.sendStatus(spend);
  }

  /** With `spend` that stays the money shown. False when the conversation was purged: the surface needs a snapshot. */
  async sendStatus(spend: Spend | null = null): Promise<boolean> {
    const id = this.#navigation.conversationId;
    const conversation = id === null ? null : ((await this.#repository.conversation(id)) ?? null);
    const status = await this.status(conversation);
    // The surface went on; the snapshot of that waits behind this step.
    const { stay } = this.#navigation.location;
    if (id !== this.#navigation.conversationId || (this.#channel.sentStay ?? stay) !== stay) return true;
    if (id !== null && !conversation) return false;
    if (conversation) this.#channel.push({ op: 'conversation', conversation });
    this.#channel.push({ op: 'status', status: spend ? { ...status, spend } : status });
    return true;
  }

  async sendSpend(): Promise<void> {
    this.#channel.push({ op: 'spend', spend: await this.#environment.spend(this.#navigation.conversationId) });
  }

  /** The money of an answer that is running. */
  async sendLiveSpend(): Promise<void> {
    const spend = await this.#environment.spend(this.#navigation.conversationId);
    this.#channel.push({ op: 'spend', spend: liveSpend(spend, this.#channel.sentSpend) });
  }
}
