import { loggerContract } from '../../support/contracts/loggerContract.ts';
import { recordingLogger } from '../../support/recordingLogger.ts';

loggerContract('recordingLogger', () => {
  const logger = recordingLogger();
  return { logger, lines: () => logger.lines };
});
