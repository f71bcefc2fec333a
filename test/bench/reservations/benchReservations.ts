import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { quantile } from '../quantile.ts';
import type { Row } from '../row.ts';
import type { ClaimTimes } from './claimTimes.ts';

const claims = 300;
const program = fileURLToPath(new URL('claimingWindow.ts', import.meta.url));

/** What it costs to set money aside before a request, alone and while three other windows do nothing else. */
export async function benchReservations(): Promise<readonly Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'neural-terminal-bench-'));
  try {
    return [...(await claiming(folder, 1)), ...(await claiming(folder, 4))];
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function claiming(folder: string, windows: number): Promise<readonly Row[]> {
  const started = await Promise.all(Array.from({ length: windows }, (_, index) => startWindow(folder, windows, index)));
  const times = await Promise.all(started.map((claim) => claim()));
  const [ours, floor] = [times.flatMap((window) => window.ours), times.flatMap((window) => window.floor)];
  const who = windows === 1 ? '' : `, ${windows} windows at once`;
  return [0.5, 0.95].map((share) => ({
    name: `claim a reservation${who}, p${share * 100} of ${ours.length}`,
    measured: quantile(ours, share),
    unit: 'ms',
    beside: { name: 'bare write + fdatasync + link', measured: quantile(floor, share) },
  }));
}

async function startWindow(folder: string, windows: number, index: number): Promise<() => Promise<ClaimTimes>> {
  const args = [program, join(folder, String(windows), 'budget', 'r'), join(folder, `bare-${windows}-${index}`), String(claims)];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return async () => {
    child.stdin.end('go');
    return JSON.parse(await text(child.stdout)) as ClaimTimes;
  };
}
