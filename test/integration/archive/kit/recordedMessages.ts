import { LamportCounter } from '../../../../src/archive/log/lamportCounter.ts';
import { LogReader } from '../../../../src/archive/log/logReader.ts';
import { Quarantine } from '../../../../src/archive/disk/quarantine.ts';
import { nodeFiles } from '../../../../src/archive/disk/files.ts';

/** Ids of all `message.added` records in the logs, as they are there. Throws when the logs are damaged. */
export async function recordedMessages(folder: string): Promise<string[]> {
  const messages: string[] = [];
  const reader = new LogReader({
    files: nodeFiles,
    folder: `${folder}/log`,
    counter: new LamportCounter(),
    quarantine: new Quarantine(nodeFiles, `${folder}/quarantine`),
    now: () => Date.now(),
    limit: () => undefined,
    covered: new Map(),
    apply: (batch) => void messages.push(...batch.operations.flatMap(({ body }) => (body.t === 'message.added' ? [body.message] : []))),
    report: ({ message }) => {
      throw new Error(message);
    },
  });
  await reader.read();
  return messages;
}
