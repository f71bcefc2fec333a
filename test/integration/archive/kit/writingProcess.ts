// A window of its own process: `node writingProcess.ts <folder> <name> <count>`. Prints its process id, then writes messages
// `<name>-0` … in groups of 1 to 4 and prints each id when it is acknowledged. The database is open, and a rest of four milliseconds
// is enough here for it to be saved.
import type { Clock } from '../../../../src/core/ports/platform.ts';
import { systemClock } from '../../../../src/vscode/platform/systemClock.ts';
import { openArchive } from './openArchive.ts';
import { say } from './say.ts';
import { message } from './writing.ts';

const [folder = '', name = '', count = '0'] = process.argv.slice(2);
const hasty: Clock = { ...systemClock, timeout: (ms, callback) => systemClock.timeout(ms / 1000, callback) };
const archive = openArchive(folder, { clock: hasty });
await archive.conversations();

say(String(process.pid));
for (let written = 0; written < Number(count);) {
  const size = Math.min(1 + (written % 4), Number(count) - written);
  const ids = Array.from({ length: size }, (_, index) => `${name}-${written + index}`);
  await Promise.all(ids.map((id) => archive.addMessage(message(id)).then(() => say(id))));
  written += size;
}
await archive.close();
