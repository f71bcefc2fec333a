// `npm run package`: makes the .vsix and holds it against test/fixtures/vsix-files.txt. With `--accept` the list is written anew.
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { vsixPath } from './extensionManifest.ts';
import { packageComplaints } from './packageComplaints.ts';
import { projectRoot } from './projectRoot.ts';
import { runCommand } from './runCommand.ts';
import { zipEntries } from './zipEntries.ts';

const timeoutMs = 5 * 60_000;
const list = join(projectRoot, 'test', 'fixtures', 'vsix-files.txt');

rmSync(vsixPath, { force: true });
// vsce runs the production build itself (`vscode:prepublish`). Everything is bundled, so no dependency is packed.
if (!(await runCommand(`vsce package --no-dependencies --out ${relative(projectRoot, vsixPath)}`, timeoutMs))) process.exit(1);

const entries = zipEntries(vsixPath);
if (process.argv.includes('--accept'))
  writeFileSync(
    list,
    `${entries
      .map(({ name }) => name)
      .sort()
      .join('\n')}\n`,
  );
const expected = readFileSync(list, 'utf8').trim().split('\n');
const packageBytes = statSync(vsixPath).size;
const complaints = packageComplaints(packageBytes, entries, expected);
if (complaints.length > 0) {
  console.error(complaints.join('\n'));
  console.error('If the files are meant, write the list anew: npm run package -- --accept');
  process.exitCode = 1;
} else {
  console.log(`${relative(projectRoot, vsixPath)}: ${entries.length} files, ${(packageBytes / 1e6).toFixed(2)} MB.`);
}
