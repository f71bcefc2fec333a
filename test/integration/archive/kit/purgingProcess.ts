// `node purgingProcess.ts <folder> <conversation>`: prints "begun", purges the conversation, and prints "done".
import { writeSync } from 'node:fs';
import { purgeArchive } from '../../../../src/archive/maintenance/purge/purgeArchive.ts';
import { nodeFiles } from '../../../../src/archive/disk/files.ts';
import { systemClock } from '../../../../src/vscode/platform/systemClock.ts';

const [folder = '', conversation = ''] = process.argv.slice(2);
writeSync(1, 'begun\n');
await purgeArchive({ files: nodeFiles, clock: systemClock, folder, conversationIds: new Set([conversation]) });
writeSync(1, 'done\n');
