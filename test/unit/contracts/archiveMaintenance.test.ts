import { ChatError } from '../../../src/core/errors/chatError.ts';
import { archiveMaintenanceContract } from '../../support/contracts/archiveMaintenanceContract.ts';
import { RecordingMaintenance } from '../../support/fakes/recordingMaintenance.ts';

// The archive, which is the real one, is asked in the integration tier.
archiveMaintenanceContract('RecordingMaintenance', () => {
  const maintenance = new RecordingMaintenance();
  return Promise.resolve({
    maintenance,
    conversationId: 'c',
    messageId: 'q',
    text: 'a secret',
    outside: '/elsewhere',
    fail: () => Promise.resolve(void (maintenance.failure = new ChatError('ARCHIVE_READONLY', 'It is closed.'))),
    close: () => Promise.resolve(),
  });
});
