import { ChatError } from '../../../src/core/errors/chatError.ts';
import { conversationRepositoryContract } from '../../support/contracts/conversationRepositoryContract.ts';
import { MemoryRepository } from '../../support/fakes/memoryRepository.ts';

// The archive, which is the real one, is asked in the integration tier.
conversationRepositoryContract('MemoryRepository', () => {
  const repository = new MemoryRepository();
  return Promise.resolve({
    repository,
    fail: () => Promise.resolve(void (repository.failure = new ChatError('DISK_FULL', 'The disk is full.'))),
    close: () => Promise.resolve(),
  });
});
