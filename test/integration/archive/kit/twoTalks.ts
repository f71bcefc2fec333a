// A window of its own process that writes two conversations into one log: `node twoTalks.ts <folder> <count>`.
// Prints the id of each message when it is acknowledged.
import { writeSync } from 'node:fs';
import { nodeFiles } from '../../../../src/archive/disk/files.ts';
import { LamportCounter } from '../../../../src/archive/log/lamportCounter.ts';
import { LogWriter } from '../../../../src/archive/log/logWriter.ts';
import { messageAdded } from '../../../../src/archive/log/newOperations.ts';
import { systemClock } from '../../../../src/vscode/platform/systemClock.ts';
import { recordingLogger } from '../../../support/recordingLogger.ts';
import { message } from './writing.ts';

const [folder = '', count = '0'] = process.argv.slice(2);
const writer = new LogWriter({
  files: nodeFiles,
  folder: `${folder}/log`,
  clock: systemClock,
  logger: recordingLogger(),
  counter: new LamportCounter(),
  opening: { t: 'log.opened', ext: '0.1.0', host: 'test' },
});
for (let number = 0; number < Number(count); number += 1) {
  const doomed = number % 2 === 0;
  const id = `${doomed ? 'doomed' : 'kept'}-message-${number}`;
  const conversationId = doomed ? 'doomed-conversation' : 'kept-conversation';
  // Long enough that a record spans pages of the disk.
  const text = `${doomed ? 'buried treasure' : 'gardening'} ${'and so on '.repeat(number % 700)}`;
  await writer.append(messageAdded(message(id, { conversationId, text })));
  writeSync(1, `${id}\n`);
}
await writer.close();
