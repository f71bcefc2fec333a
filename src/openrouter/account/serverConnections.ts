import type { OriginConsent } from '../../core/ports/originConsent.ts';
import type { SecretStore } from '../../core/ports/secretStore.ts';
import type { ServerAccess } from '../../core/ports/serverAccess.ts';
import { ChatError } from '../../core/errors/chatError.ts';
import { openRouterOrigin } from '../../shared/model/openRouterOrigin.ts';
import { endpointOf } from '../../shared/model/modelReference.ts';
import { kept } from '../errors/errorMapping.ts';
import { noKey, notConfirmed } from '../errors/networkErrors.ts';
import { isLoopback } from '../http/endpoint.ts';

/** The configured server, and who named it. */
export interface ServerAddress {
  readonly baseUrl: URL;
  readonly fromEnvironment: boolean;
  /** The environment names a server, but no key for it, and so it is not this one. */
  readonly isEnvironmentIgnored: boolean;
}

/** A server that may be asked, and what is sent along in the Authorization header. */
export interface ServerConnection {
  readonly baseUrl: URL;
  readonly key: string | undefined;
  /** As of `isLocal`. */
  readonly local: boolean;
}

export interface ServerStatus {
  /** 'notNeeded': a server of this machine is asked without a key. */
  readonly key: 'stored' | 'environment' | 'missing' | 'notNeeded';
  /** Host and port; empty while the address is refused. */
  readonly endpoint: string;
  /** Why nothing is sent there; null when it may be asked. */
  readonly endpointProblem: string | null;
}

/** What becomes of the key of the environment. */
export interface EnvironmentKeyUse {
  /** 'asked': it is used as soon as the person agrees to the server; 'unused': it belongs to another one. */
  readonly kind: 'used' | 'asked' | 'unused';
  /** Of the server that it goes to; of an unused one, of the server that it belongs to. */
  readonly host: string;
}

export interface ServerConnectionsParts {
  /** Asked for every request, so that a new server counts at once. Throws ChatError BAD_SETTING for one that cannot be used. */
  readonly address: () => ServerAddress;
  readonly secrets: SecretStore;
  readonly consent: OriginConsent;
}

interface FoundKey {
  readonly text: string;
  readonly source: 'stored' | 'environment';
}

/**
 * Decides which key goes to which server, and whether anything does. A stored key goes to its own origin only, and so does the key of an
 * environment that names a server beside it; without one it goes to the server that is configured. Whatever goes to a server that is neither this machine nor OpenRouter needs the person's consent when a key
 * goes with it, or when the environment named the server.
 */
export class ServerConnections implements ServerAccess {
  readonly #address: () => ServerAddress;
  readonly #secrets: SecretStore;
  readonly #consent: OriginConsent;

  constructor({ address, secrets, consent }: ServerConnectionsParts) {
    this.#address = address;
    this.#secrets = secrets;
    this.#consent = consent;
  }

  /** The configured server. Asks the person nothing. Rejects with BAD_SETTING, or with REFUSED while they have not agreed to it. */
  async current(): Promise<ServerConnection> {
    const address = this.#address();
    const key = await this.#keyFor(address.baseUrl);
    if (this.#question(address, key) !== null) throw notConfirmed(address.baseUrl, address.fromEnvironment);
    return { baseUrl: address.baseUrl, key: key?.text, local: await this.isLocal(address.baseUrl.href) };
  }

  /** As `current`, for what happens by itself: where the person would have to agree, they are asked by the way. */
  async inBackground(): Promise<ServerConnection> {
    try {
      return await this.current();
    } catch (error) {
      if (ChatError.is(error, 'REFUSED')) {
        const { baseUrl, fromEnvironment } = this.#address();
        this.#consent.offer({ origin: baseUrl.origin, fromEnvironment });
      }
      throw error;
    }
  }

  async require(): Promise<void> {
    const address = this.#address();
    const key = await this.#keyFor(address.baseUrl);
    if (key === undefined && !isLoopback(address.baseUrl)) throw noKey(kept.nothing, address.baseUrl, address.isEnvironmentIgnored);
    const question = this.#question(address, key);
    if (question === null || (await this.#consent.ask(question))) return;
    throw notConfirmed(address.baseUrl, address.fromEnvironment);
  }

  /** The configured server, for a key that the person is about to enter: asks whether it may go there. Rejects as `current` does. */
  async forNewKey(): Promise<URL> {
    const { baseUrl, fromEnvironment } = this.#address();
    if (isTrusted(baseUrl) || this.#consent.isConfirmed(baseUrl.origin)) return baseUrl;
    if (await this.#consent.ask({ origin: baseUrl.origin, fromEnvironment })) return baseUrl;
    throw notConfirmed(baseUrl, fromEnvironment);
  }

  /**
   * The server that made something earlier (`ModelReference.endpoint`); the configured one where that is not known. Rejects with NO_KEY when it
   * is another one and there is no key that belongs to it: another server's key never goes there.
   */
  async earlier(endpoint: string | null): Promise<Omit<ServerConnection, 'local'>> {
    if (endpoint === null || !URL.canParse(endpoint) || endpoint === this.#configured()) return await this.current();
    const baseUrl = new URL(endpoint);
    // A log may come from anywhere: what stands in it is asked only where a key was given for exactly that origin.
    const key = (await this.#secrets.stored(baseUrl.origin)) ?? this.#environmentKeyOf(baseUrl.origin);
    const isAgreed = isTrusted(baseUrl) || this.#consent.isConfirmed(baseUrl.origin);
    if (key === undefined || !isAgreed) throw noKey(kept.nothing, baseUrl);
    return { baseUrl, key };
  }

  async isLocal(endpoint: string | null): Promise<boolean> {
    if (endpoint === null || !URL.canParse(endpoint)) return false;
    const baseUrl = new URL(endpoint);
    if (!isLoopback(baseUrl)) return false;
    // A key of the environment that is another server's may go along, but it makes this one no paid service.
    return ((await this.#secrets.stored(baseUrl.origin)) ?? this.#environmentKeyOf(baseUrl.origin)) === undefined;
  }

  /**
   * What the key of the environment is used for once the person has signed out of the origin `left`; null: of none. Resolves with null where
   * there is no such key, where a stored one comes before it, and where no server can be asked.
   */
  async environmentKeyUse(left: string | null): Promise<EnvironmentKeyUse | null> {
    const environment = this.#secrets.fromEnvironment();
    const configured = this.#configured();
    if (environment === undefined || configured === null || environment.origin === '') return null;
    const baseUrl = new URL(configured);
    if (!mayGoTo(baseUrl, environment.origin)) return { kind: 'unused', host: new URL(environment.origin).host };
    const isLeft = baseUrl.origin === left;
    if (!isLeft && (await this.#secrets.stored(baseUrl.origin)) !== undefined) return null;
    const isAgreed = isTrusted(baseUrl) || (!isLeft && this.#consent.isConfirmed(baseUrl.origin));
    return { kind: isAgreed ? 'used' : 'asked', host: baseUrl.host };
  }

  /** Never rejects. */
  async status(): Promise<ServerStatus> {
    try {
      const address = this.#address();
      const key = await this.#keyFor(address.baseUrl);
      const { host } = address.baseUrl;
      const endpointProblem = this.#question(address, key) === null ? null : notConfirmed(address.baseUrl, address.fromEnvironment).message;
      const none = isLoopback(address.baseUrl) ? 'notNeeded' : 'missing';
      return { key: key?.source ?? none, endpoint: host, endpointProblem };
    } catch (error) {
      return { key: 'missing', endpoint: '', endpointProblem: error instanceof Error ? error.message : String(error) };
    }
  }

  #configured(): string | null {
    try {
      return endpointOf(this.#address().baseUrl.href);
    } catch {
      return null;
    }
  }

  async #keyFor(baseUrl: URL): Promise<FoundKey | undefined> {
    const stored = await this.#secrets.stored(baseUrl.origin);
    if (stored !== undefined) return { text: stored, source: 'stored' };
    const environment = this.#secrets.fromEnvironment();
    if (environment === undefined || !mayGoTo(baseUrl, environment.origin)) return undefined;
    return { text: environment.key, source: 'environment' };
  }

  #environmentKeyOf(origin: string): string | undefined {
    const environment = this.#secrets.fromEnvironment();
    return environment?.origin === origin ? environment.key : undefined;
  }

  /** What the person has to agree to before anything goes there; null when there is nothing to ask. */
  #question({ baseUrl, fromEnvironment }: ServerAddress, key: FoundKey | undefined) {
    if (isTrusted(baseUrl) || (key === undefined && !fromEnvironment) || this.#consent.isConfirmed(baseUrl.origin)) return null;
    return { origin: baseUrl.origin, fromEnvironment };
  }
}

/** Where the environment names a server beside its key, it is that one's, and the person may have configured another one. */
function mayGoTo(baseUrl: URL, originOfKey: string): boolean {
  return originOfKey === openRouterOrigin || originOfKey === baseUrl.origin;
}

/** Servers that no question is asked about. */
function isTrusted(baseUrl: URL): boolean {
  return baseUrl.origin === openRouterOrigin || isLoopback(baseUrl);
}
