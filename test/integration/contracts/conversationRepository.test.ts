import { conversationRepositoryContract } from '../../support/contracts/conversationRepositoryContract.ts';
import { openArchive } from '../archive/kit/openArchive.ts';
import { archiveFolder } from '../archive/kit/temporaryFolder.ts';

conversationRepositoryContract('Archive', async () => {
  const archive = openArchive(await archiveFolder());
  const close = () => archive.close();
  return { repository: archive, fail: close, close };
});
