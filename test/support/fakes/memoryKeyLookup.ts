import type { ChatError } from '../../../src/core/errors/chatError.ts';
import type { KeyInfo, KeyLookup } from '../../../src/core/ports/keyLookup.ts';

/** What a service says of one key. */
export class MemoryKeyLookup implements KeyLookup {
  info: KeyInfo;
  /** Why nothing is said; null while something is. */
  failure: ChatError | null;

  constructor(failure: ChatError | null = null) {
    this.failure = failure;
    this.info = {
      account: 'key',
      label: 'sk-or-…abc',
      isFreeTier: false,
      limitUsd: '50',
      limitRemainingUsd: '40',
      usageUsd: '10',
      freeRequests: null,
    };
  }

  async read(signal?: AbortSignal): Promise<KeyInfo> {
    signal?.throwIfAborted();
    await Promise.resolve();
    signal?.throwIfAborted();
    if (this.failure) throw this.failure;
    return this.info;
  }
}
