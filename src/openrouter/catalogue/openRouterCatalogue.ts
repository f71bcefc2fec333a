import * as z from 'zod';
import { ChatError, chatErrorOf } from '../../core/errors/chatError.ts';
import type { CacheFile } from '../../core/ports/cacheFile.ts';
import type { ModelCatalogue, ModelList } from '../../core/ports/modelCatalogue.ts';
import type { Clock, Logger } from '../../core/ports/platform.ts';
import { t } from '../../shared/l10n/t.ts';
import type { CatalogueModel } from '../../shared/model/catalogue.ts';
import { endpointOf } from '../../shared/model/modelReference.ts';
import { CatalogueIndex } from './catalogueIndex.ts';
import { catalogueRows } from './catalogueRows.ts';
import { readCatalogueRow } from './catalogueRow.ts';
import { endpointUrl } from '../http/endpoint.ts';
import { kept } from '../errors/errorMapping.ts';
import { getJson } from '../http/getJson.ts';
import { notAModelService } from '../errors/networkErrors.ts';
import { parseJson } from '../values/parseJson.ts';

interface Connection {
  readonly baseUrl: URL;
  readonly key: string | undefined;
  readonly local: boolean;
}

export interface OpenRouterCatalogueParts {
  readonly connection: () => Promise<Connection>;
  readonly cache: CacheFile;
  readonly clock: Clock;
  readonly logger: Logger;
}

interface Listing {
  /** The server it came from: another server's models must not be shown. */
  readonly baseUrl: string;
  readonly fetchedAt: number;
  /** In the cache without their endpoint, which is that of the listing. */
  readonly models: readonly CatalogueModel[];
}

const maxAgeMs = 60 * 60 * 1000;

const price = z.string().nullable();
const count = z.number().nullable();
const otherPrices = {
  cacheReadUsd: z.string().exactOptional(),
  cacheWriteUsd: z.string().exactOptional(),
  reasoningUsd: z.string().exactOptional(),
  requestUsd: z.string().exactOptional(),
  imageUsd: z.string().exactOptional(),
};
const priceRule = z.object({
  ...otherPrices,
  promptUsd: z.string().exactOptional(),
  completionUsd: z.string().exactOptional(),
  minPromptTokens: z.number().exactOptional(),
  utcStart: z.number().exactOptional(),
  utcEnd: z.number().exactOptional(),
  utcDays: z.array(z.string()).exactOptional(),
});
/** A file of a version that knew fewer prices does not parse, and is fetched anew: a budget must not rest on half a price list. */
const listingSchema: z.ZodType<Listing> = z.object({
  baseUrl: z.string(),
  fetchedAt: z.number(),
  models: z.array(
    z.object({
      id: z.string(),
      canonicalId: z.string(),
      name: z.string(),
      contextTokens: count,
      maxOutputTokens: count,
      promptUsd: price,
      completionUsd: price,
      otherPrices: z.object(otherPrices),
      priceRules: z.array(priceRule),
      inputModalities: z.array(z.string()),
      tokenizer: z.string().nullable(),
      supportsTemperature: z.boolean().exactOptional(),
      simulated: z.boolean(),
    }),
  ),
});

/** The models of `GET /models`. OpenRouter needs no key for them, other servers do: it goes along. A list serves for an hour, and longer when there is no other. */
export class OpenRouterCatalogue implements ModelCatalogue {
  readonly #connection: OpenRouterCatalogueParts['connection'];
  readonly #cache: CacheFile;
  readonly #clock: Clock;
  readonly #logger: Logger;
  #listing: Listing | undefined;
  #index = new CatalogueIndex([]);
  /** The listing is of a server of this machine that is asked without a key. */
  #local = false;
  /** The connection that was asked last. */
  #asked: Connection | undefined;
  #loading: { readonly connection: Connection; readonly list: Promise<ModelList> } | undefined;

  constructor({ connection, cache, clock, logger }: OpenRouterCatalogueParts) {
    this.#connection = connection;
    this.#cache = cache;
    this.#clock = clock;
    this.#logger = logger;
  }

  /**
   * Loads the last good list from the cache, without the network, so that `find` knows prices from the start; not one of another server.
   * Never rejects.
   */
  async warm(): Promise<void> {
    if (this.#listing === undefined) await this.#warm(this.#connection());
  }

  /**
   * Callers at the same time share one fetch, unless server or key changes between them; the signal of one ends only its own waiting. Rejects
   * with ChatError when there is no list at all.
   */
  async list(signal?: AbortSignal): Promise<ModelList> {
    signal?.throwIfAborted();
    return await untilAborted(this.#list(), signal);
  }

  /** Fetches anew whatever the age. Never rejects: without an answer the last good list stays. */
  async refresh(): Promise<void> {
    try {
      await this.#load(await this.#connection(), 0);
    } catch (error) {
      this.#logger.warn('openrouter.catalogueNotRefreshed', { code: ChatError.is(error) ? error.code : undefined });
    }
  }

  /** Of the server that was last asked; with `endpoint`, of that server or none. */
  find(modelId: string, endpoint?: string): CatalogueModel | undefined {
    if (endpoint !== undefined && (this.#listing === undefined || endpointOf(this.#listing.baseUrl) !== endpoint)) return undefined;
    return this.#index.find(modelId);
  }

  async #list(): Promise<ModelList> {
    const connection = await this.#connection();
    if (this.#loading && isSame(connection, this.#loading.connection)) return await this.#loading.list;
    const list = this.#load(connection, maxAgeMs).finally(() => {
      if (this.#loading === loading) this.#loading = undefined;
    });
    const loading = { connection, list };
    this.#loading = loading;
    return await list;
  }

  async #warm(connection: Connection | Promise<Connection>): Promise<void> {
    try {
      const { baseUrl, local } = await connection;
      const cached = listingSchema.safeParse(parseJson((await this.#cache.read()) ?? ''));
      if (cached.success && cached.data.baseUrl === baseUrl.href) this.#use(cached.data, local);
    } catch (error) {
      this.#logger.warn('openrouter.catalogueCacheUnreadable', { error: String(error) });
    }
  }

  /** A list that is younger than `maxAgeMs`, or the last good one when there is none to be had. */
  async #load(connection: Connection, maxAgeMs: number): Promise<ModelList> {
    const { baseUrl, key, local } = connection;
    this.#asked = connection;
    // Prices of another server say nothing here, not even while the new list is on its way.
    if (this.#listing !== undefined && this.#listing.baseUrl !== baseUrl.href) this.#use(undefined);
    // The server has been given a key, or has lost it.
    else if (this.#local !== local) this.#use(this.#listing, local);
    if (this.#listing === undefined) await this.#warm(connection);
    const known: Listing | undefined = this.#listing;
    const ageMs = known === undefined ? Infinity : this.#clock.now() - known.fetchedAt;
    // A negative age is a clock that was set back: the age of the list is unknown.
    if (known !== undefined && ageMs >= 0 && ageMs < maxAgeMs) return { models: known.models, stale: false };
    try {
      const models = await this.#fetch(baseUrl, key);
      const listing = { baseUrl: baseUrl.href, fetchedAt: this.#clock.now(), models };
      // Another server, or the same one with another key, was asked meanwhile: its list is the one to keep.
      if (isSame(connection, this.#asked)) await this.#keep(listing, local);
      return { models: withServer(listing, local), stale: false };
    } catch (error) {
      this.#logger.warn('openrouter.catalogueFailed', {
        code: ChatError.is(error) ? error.code : undefined,
        lastGood: known !== undefined,
      });
      if (known === undefined) throw error;
      const lastGood = t('The list of models could not be read just now; this is the last good one.');
      const { code, message } = chatErrorOf(error);
      return { models: known.models, stale: true, problem: `${lastGood} ${message}`, problemCode: code };
    }
  }

  async #fetch(baseUrl: URL, key: string | undefined): Promise<readonly CatalogueModel[]> {
    const url = endpointUrl(baseUrl, 'models');
    const rows = catalogueRows(await getJson(url, { key, clock: this.#clock }))?.map(readCatalogueRow);
    if (!rows) throw notAModelService(kept.nothing, url);
    const damaged = rows.filter((row) => row === 'damaged').length;
    if (damaged > 0) this.#logger.warn('openrouter.damagedCatalogueRows', { damaged, of: rows.length });
    const models = new Map<string, CatalogueModel>();
    // Of rows of one name the first counts: nothing says which of them will be billed.
    for (const row of rows) if (typeof row !== 'string' && !models.has(row.id)) models.set(row.id, row);
    return [...models.values()];
  }

  async #keep(listing: Listing, local: boolean): Promise<void> {
    this.#use(listing, local);
    try {
      await this.#cache.write(JSON.stringify(listing));
    } catch (error) {
      this.#logger.warn('openrouter.catalogueCacheUnwritable', { error: String(error) });
    }
  }

  #use(listing: Listing | undefined, local = false): void {
    this.#local = local;
    this.#listing = listing && { ...listing, models: withServer(listing, local) };
    this.#index = new CatalogueIndex(this.#listing?.models ?? []);
  }
}

function isSame({ baseUrl, key, local }: Connection, other: Connection | undefined): boolean {
  return other !== undefined && other.baseUrl.href === baseUrl.href && other.key === key && other.local === local;
}

function withServer({ baseUrl, models }: Listing, local: boolean): readonly CatalogueModel[] {
  const endpoint = endpointOf(baseUrl);
  return models.map((model) => ({ ...model, endpoint, local }));
}

async function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return await work;
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
