import { join } from 'node:path';
import type { Clock, Logger } from '../../core/ports/platform.ts';
import type { RequestClaims } from '../../core/ports/requestClaims.ts';
import { errorCode, type FilePort } from '../disk/files.ts';

/** ms from a claim to the record of the request, after which its window is taken for dead: it only has to write a few lines. */
const abandonedMs = 20_000;
/** ms for which a window can rely on its claim without asking for it again: nobody takes it for dead so early, however odd its timers are. */
const reliableMs = abandonedMs / 2;
/** ms after which a claim is of no use: no page sends what is that old without reading what became of it. */
const agedMs = 48 * 60 * 60 * 1000;

interface RequestClaimsOptions {
  readonly files: FilePort;
  /** The folder `budget/q/`; made where a claim misses it. */
  readonly folder: string;
  readonly clock: Pick<Clock, 'now' | 'monotonic'>;
  readonly logger: Logger;
}

interface Claim {
  readonly generation: number;
  /** When this window saw it first, or began to make it (ms, monotonic). */
  readonly since: number;
}

/**
 * Claims as empty files `<request id>.<generation>`, each of which the file system lets one window make. A claim whose window was killed before
 * it wrote the request down is followed by the next generation, which again one window gets.
 */
export class FileRequestClaims implements RequestClaims {
  readonly #files: FilePort;
  readonly #folder: string;
  readonly #clock: RequestClaimsOptions['clock'];
  readonly #logger: Logger;
  readonly #mine = new Map<string, Claim>();
  /** What other windows have, as far as this one has waited for it. */
  readonly #others = new Map<string, Claim>();
  #pruned = false;

  constructor({ files, folder, clock, logger }: RequestClaimsOptions) {
    this.#files = files;
    this.#folder = folder;
    this.#clock = clock;
    this.#logger = logger;
  }

  async take(requestId: string): Promise<boolean> {
    try {
      return await this.#take(requestId);
    } catch (error) {
      this.#logger.warn('claims.notTaken', { code: errorCode(error) ?? String(error) });
      return true;
    }
  }

  async keep(requestId: string): Promise<boolean> {
    const mine = this.#mine.get(requestId);
    if (!mine || this.#clock.monotonic() - mine.since < reliableMs) return true;
    try {
      // The next generation can be had once: by this window, or by one that believed it dead.
      return await this.#make(requestId, mine.generation + 1);
    } catch (error) {
      this.#logger.warn('claims.notKept', { code: errorCode(error) ?? String(error) });
      return true;
    }
  }

  async release(requestId: string): Promise<void> {
    const mine = this.#mine.get(requestId);
    if (!mine) return;
    this.#mine.delete(requestId);
    try {
      await this.#files.remove(this.#path(requestId, mine.generation));
    } catch (error) {
      this.#logger.warn('claims.notReleased', { code: errorCode(error) ?? String(error) });
    }
  }

  async #take(requestId: string): Promise<boolean> {
    const names = await this.#files.list(this.#folder);
    const last = Math.max(0, ...names.map((name) => generationOf(name, requestId)));
    if (last > 0 && !this.#isAbandoned(requestId, last)) return false;
    if (!(await this.#make(requestId, last + 1))) return false;
    void this.#prune(names);
    return true;
  }

  /** False: another window has it. */
  async #make(requestId: string, generation: number): Promise<boolean> {
    const since = this.#clock.monotonic();
    if (!(await this.#create(this.#path(requestId, generation)))) return false;
    this.#mine.set(requestId, { generation, since });
    this.#others.delete(requestId);
    return true;
  }

  /** False: it is there. The folder is made when it is missed. */
  async #create(path: string): Promise<boolean> {
    const create = () => this.#files.createFile(path, new Uint8Array());
    try {
      await create().catch(async (error: unknown) => {
        if (errorCode(error) !== 'ENOENT') throw error;
        await this.#files.makeFolder(this.#folder);
        await create();
      });
      return true;
    } catch (error) {
      if (errorCode(error) === 'EEXIST') return false;
      throw error;
    }
  }

  #isAbandoned(requestId: string, generation: number): boolean {
    const now = this.#clock.monotonic();
    const known = this.#others.get(requestId);
    if (known?.generation === generation) return now - known.since >= abandonedMs;
    this.#others.set(requestId, { generation, since: now });
    return false;
  }

  /** Once in a window: what is old goes. No request waits for it. */
  async #prune(names: readonly string[]): Promise<void> {
    if (this.#pruned) return;
    this.#pruned = true;
    const before = this.#clock.now() - agedMs;
    try {
      for (const name of names.filter((each) => claimName.test(each))) {
        const madeAt = await this.#files.modifiedAt(join(this.#folder, name));
        if (madeAt !== undefined && madeAt < before) await this.#files.remove(join(this.#folder, name));
      }
    } catch (error) {
      this.#logger.warn('claims.notPruned', { code: errorCode(error) ?? String(error) });
    }
  }

  #path(requestId: string, generation: number): string {
    return join(this.#folder, `${requestId}.${generation}`);
  }
}

const claimName = /^[0-9a-f-]{36}\.\d+$/i;

/** 0 for what is no claim of this request. */
function generationOf(name: string, requestId: string): number {
  return claimName.test(name) && name.startsWith(`${requestId}.`) ? Number(name.slice(requestId.length + 1)) : 0;
}
