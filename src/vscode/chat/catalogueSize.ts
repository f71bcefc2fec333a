import { chatErrorOf } from '../../core/errors/chatError.ts';
import type { Clock } from '../../core/ports/platform.ts';
import type { ModelCatalogue } from '../../core/ports/modelCatalogue.ts';
import { Emitter } from '../../shared/async/emitter.ts';

/** ms after which a catalogue that could not be read is asked for again, when a status is shown. */
const catalogueRetryMs = 60_000;
/** ms after which one that was read may be out of date: a window stays open for days, and prices change. */
const catalogueAgeMs = 60 * 60_000;

interface AskedCatalogue {
  readonly address: string;
  /** When it may be asked for again (ms, monotonic). */
  readonly againAt: number;
}

/** How many models the server offers; those that only play one are not counted. Reads the catalogue, once an hour for each address, and with it the names and prices of its models. */
export class CatalogueSize {
  readonly #catalogue: ModelCatalogue;
  readonly #clock: Clock;
  readonly #changed = new Emitter();
  /** The catalogue was read: there may be other models, names and prices. Or it could not be read, for a reason that is another one than before. */
  readonly onDidChange = this.#changed.event;
  #listed: { readonly address: string; readonly models: number } | null = null;
  #asked: AskedCatalogue | null = null;
  /** The address whose server has refused to list its models without a key. */
  #keyless: string | null = null;
  #failed: { readonly address: string; readonly code: string } | null = null;

  constructor(catalogue: ModelCatalogue, clock: Clock) {
    this.#catalogue = catalogue;
    this.#clock = clock;
  }

  /** 0 until the catalogue of the address has been read. */
  models(address: string): number {
    return this.#listed?.address === address ? this.#listed.models : 0;
  }

  /** True once the server at an address has refused to list its models without a key, until it lists them. */
  asksForKey(address: string): boolean {
    return this.#keyless === address;
  }

  /** Code of the failure in which the last reading of the catalogue ended; null where it was read, not read yet, or where a key is missing. */
  failure(address: string): string | null {
    return this.#failed?.address === address ? this.#failed.code : null;
  }

  /** Asks for the catalogue of an address, unless that has been done lately. */
  ask(address: string): void {
    if (this.#asked?.address === address && this.#clock.monotonic() < this.#asked.againAt) return;
    this.#asked = { address, againAt: this.#clock.monotonic() + catalogueRetryMs };
    void this.#read(this.#asked);
  }

  /** The key is another one, or more may be asked than before: what could not be read may be there now. */
  expire(): void {
    this.#asked = null;
  }

  async #read(asked: AskedCatalogue): Promise<void> {
    const { address } = asked;
    try {
      const { models, stale, problemCode } = await this.#catalogue.list();
      // Another address was asked meanwhile, or the same one with another key.
      if (this.#asked !== asked) return;
      this.#note(address, stale ? (problemCode ?? null) : null);
      if (!stale) {
        this.#keyless = null;
        this.#asked = { address, againAt: this.#clock.monotonic() + catalogueAgeMs };
      }
      this.#listed = { address, models: models.filter(({ simulated }) => !simulated).length };
    } catch (error) {
      // There is no list at all, and the catalogue has logged why: the status goes on without one until it is asked again.
      if (this.#asked !== asked || !this.#note(address, chatErrorOf(error).code)) return;
    }
    this.#changed.fire();
  }

  /** Returns whether it is news. A failure that is not about keys says nothing of them: what the server said last still counts. */
  #note(address: string, code: string | null): boolean {
    const before = [this.failure(address), this.asksForKey(address)];
    if (code === 'NO_KEY') this.#keyless = address;
    this.#failed = code === null || code === 'NO_KEY' ? null : { address, code };
    return this.failure(address) !== before[0] || this.asksForKey(address) !== before[1];
  }
}
