// `node purgingProcess.ts <folder> <kind> <ids> [<edit>]`: purges `conversations` or `messages` (a,b,c), and prints "done". With a number it stops for ever in the
// middle of that overwriting of a record, half of its bytes written, and prints "halfway": whoever reads that can kill it there.
import { nodeFiles, type FilePort } from '../../../../src/archive/disk/files.ts';
import { PurgedIds } from '../../../../src/archive/log/purgedIds.ts';
import { purgeArchive } from '../../../../src/archive/maintenance/purge/purgeArchive.ts';
import { systemClock } from '../../../../src/vscode/platform/systemClock.ts';
import { say } from './say.ts';

const [folder = '', kind = '', ids = '', stopAt] = process.argv.slice(2);
let left = stopAt === undefined ? Infinity : Number(stopAt);

const stoppingFiles: FilePort = {
  ...nodeFiles,
  overwrite: async (path, edits) => {
    const last = edits[left];
    if (!last) {
      left -= edits.length;
      return nodeFiles.overwrite(path, edits);
    }
    const half = { at: last.at, bytes: last.bytes.subarray(0, last.bytes.length / 2) };
    await nodeFiles.overwrite(path, [...edits.slice(0, left), half]);
    say('halfway');
    // Keeps the process alive until it is killed.
    setInterval(() => undefined, 60_000);
    await Promise.withResolvers<never>().promise;
  },
};

await purgeArchive({ files: stoppingFiles, clock: systemClock, folder, purged: new PurgedIds({ [kind]: ids.split(',') }) });
say('done');
