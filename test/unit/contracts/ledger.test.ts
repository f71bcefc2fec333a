import { ledgerContract } from '../../support/contracts/ledgerContract.ts';
import { MemoryLedger } from '../core/money/kit/memoryLedger.ts';

// The archive, which is the real one, is asked in the integration tier.
ledgerContract('MemoryLedger', () => Promise.resolve({ ledger: new MemoryLedger(), close: () => Promise.resolve() }));
