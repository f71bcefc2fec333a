// `npm run bench [-- part …]`: measures, prints one table, and judges nothing: a missed goal is a line in the table, not a failure.
// Machines and their load differ; what counts is the ratio to what was measured in the same run.
import { cpus } from 'node:os';
import { benchArchive } from './archive/benchArchive.ts';
import { benchBundles } from './bundles.ts';
import { benchHost } from './host.ts';
import { benchReservations } from './reservations/benchReservations.ts';
import type { Row } from './row.ts';
import { benchStreaming } from './streaming/benchStreaming.ts';
import { formatTable, type Group } from './table.ts';
import { benchTokens } from './tokens.ts';
import { benchWorkbench } from './workbench.ts';

const parts: Readonly<Record<string, { readonly title: string; readonly run: () => Promise<readonly Row[]> }>> = {
  bundles: { title: 'What is installed and loaded (production build)', run: benchBundles },
  host: { title: 'Extension host: real archive, client and protocol; simulated OpenRouter on a thread of its own', run: benchHost },
  archive: { title: 'Archive', run: benchArchive },
  reservations: { title: 'Reservations under a budget', run: benchReservations },
  tokens: { title: 'Token counting', run: benchTokens },
  streaming: { title: 'Streaming Markdown in Chromium', run: benchStreaming },
  workbench: { title: 'The real panel in a real VS Code workbench', run: benchWorkbench },
};

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(parts);
const groups: Group[] = [];
for (const name of names) {
  const part = parts[name];
  if (!part) throw new Error(`No such part: ${name}. There are: ${Object.keys(parts).join(', ')}.`);
  const start = performance.now();
  try {
    groups.push({ name: part.title, rows: await part.run() });
  } catch (error) {
    console.error(error);
    groups.push({ name: `${part.title}: could not be measured`, rows: [] });
    process.exitCode = 1;
  }
  console.error(`${name}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
}
console.log(
  `\nNode ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}. Medians unless a line says otherwise.\n`,
);
console.log(formatTable(groups));
