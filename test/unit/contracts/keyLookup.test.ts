import { ChatError } from '../../../src/core/errors/chatError.ts';
import { keyLookupContract } from '../../support/contracts/keyLookupContract.ts';
import { MemoryKeyLookup } from '../../support/fakes/memoryKeyLookup.ts';

// The service itself is asked in the integration tier.
keyLookupContract('MemoryKeyLookup', () => {
  const lookup = new MemoryKeyLookup();
  return Promise.resolve({
    lookup,
    key: 'sk-or-v1-secret',
    removeKey: () => void (lookup.failure = new ChatError('NO_KEY', 'There is no key.')),
  });
});
