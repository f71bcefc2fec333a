import { nodeFiles } from '../../../src/archive/disk/files.ts';
import { reservationStoreContract } from '../../support/contracts/reservationStoreContract.ts';
import { temporaryFolder } from '../archive/kit/temporaryFolder.ts';
import { impatientClock, storeIn } from '../archive/reservations/kit/stores.ts';
import { MemoryStore } from '../core/money/kit/memoryStore.ts';

reservationStoreContract('FileReservationStore', async () => {
  const clock = impatientClock();
  return { store: storeIn(await temporaryFolder(), nodeFiles, clock), now: clock.now() };
});
reservationStoreContract('MemoryStore', () => Promise.resolve({ store: new MemoryStore(), now: Date.UTC(2026, 0, 2, 12) }));
