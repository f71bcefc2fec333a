import { ledgerContract } from '../../support/contracts/ledgerContract.ts';
import { openArchive } from '../archive/kit/openArchive.ts';
import { archiveFolder } from '../archive/kit/temporaryFolder.ts';

ledgerContract('Archive', async () => {
  const archive = openArchive(await archiveFolder());
  return { ledger: archive, close: () => archive.close() };
});
