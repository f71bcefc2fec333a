import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { productionBuild } from '../productionBuild.ts';
import { quantile } from '../quantile.ts';
import type { Row } from '../row.ts';

const appends = 300;
export const pieceLength = 800;
/** A piece with what the log writes around it. */
export const recordBytes = 1000;

export interface AppendTimes {
  readonly ours: number[];
  readonly floor: number[];
}

const program = fileURLToPath(new URL('appendingWindow.ts', import.meta.url));

/** So many windows, each a process, append to one archive at once; and each, in turn with it, to a bare file. */
export async function appending(folder: string, windows: number): Promise<readonly Row[]> {
  const started = await Promise.all(Array.from({ length: windows }, (_, index) => startWindow(folder, windows, index)));
  const times = await Promise.all(started.map((append) => append()));
  const [ours, floor] = [times.flatMap((window) => window.ours), times.flatMap((window) => window.floor)];
  const who = windows === 1 ? '' : `, ${windows} windows at once`;
  return [0.5, 0.95].map((share) => ({
    name: `a piece of ${pieceLength} characters until it is on the disk${who}, p${share * 100} of ${ours.length}`,
    measured: quantile(ours, share),
    unit: 'ms',
    beside: { name: 'bare write + fdatasync', measured: quantile(floor, share) },
    goal: { of: 'ratio', atMost: 2 },
  }));
}

async function startWindow(folder: string, windows: number, index: number): Promise<() => Promise<AppendTimes>> {
  const dist = join(productionBuild(), 'dist');
  const args = [program, join(folder, `appending-${windows}`), join(folder, `bare-${windows}-${index}`), dist, String(appends)];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return async () => {
    child.stdin.end('go');
    return JSON.parse(await text(child.stdout)) as AppendTimes;
  };
}
