import { dirname } from 'node:path';
import { archiveMaintenanceContract } from '../../support/contracts/archiveMaintenanceContract.ts';
import { openArchive } from '../archive/kit/openArchive.ts';
import { archiveFolder } from '../archive/kit/temporaryFolder.ts';
import { conversation, message } from '../archive/kit/writing.ts';

archiveMaintenanceContract('Archive', async () => {
  const folder = await archiveFolder();
  const archive = openArchive(folder);
  await archive.createConversation(conversation('c'));
  await archive.addMessage(message('q', { text: 'a secret' }));
  const close = () => archive.close();
  return { maintenance: archive, conversationId: 'c', messageId: 'q', text: 'a secret', outside: dirname(folder), fail: close, close };
});
