// node appendingWindow.ts <folder> <file> <dist> <appends>: appends to the archive in the folder and, in between, to a bare file beside it.
// Says when it is ready, begins when it is told to, and writes the times in ms as JSON.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { answerOf } from '../answerOf.ts';
import { BareAppend } from '../bareAppend.ts';
import { monotonicMs } from '../monotonicMs.ts';
import { openBenchedArchive } from './benchedArchive.ts';
import { pieceLength, recordBytes, type AppendTimes } from './appending.ts';

const [folder = '', file = '', dist = '', appends = '0'] = process.argv.slice(2);
const archive = openBenchedArchive(folder, dist);
const bare = await BareAppend.open(file);
const [conversation, message] = [randomUUID(), randomUUID()];
await archive.createConversation({ id: conversation, title: '', modelId: 'openai/gpt-4o-mini', systemPrompt: '', workspace: null });
await archive.addMessage({
  ...{
    id: message,
    conversationId: conversation,
    parentId: null,
    role: 'assistant',
    modelId: null,
    text: '',
    attachments: [],
    createdAt: 0,
  },
});
const piece = answerOf(400).slice(0, pieceLength);

process.stdout.write('ready\n');
await once(process.stdin, 'data');
const times: AppendTimes = { ours: [], floor: [] };
for (let index = 0; index < Number(appends); index += 1) {
  const start = monotonicMs();
  await archive.appendText(message, conversation, index * pieceLength, piece);
  times.ours.push(monotonicMs() - start);
  times.floor.push(await bare.append(recordBytes));
}
process.stdout.write(JSON.stringify(times));
// No one reads this archive: there is nothing to save.
process.exit();
