import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { productionBuild } from '../productionBuild.ts';
import { median } from '../quantile.ts';
import type { Row } from '../row.ts';

const processes = 3;

/** Memory of a process whose archive rests, over one that has loaded the same program and has no archive. */
export async function resting(folder: string, archive: string): Promise<readonly Row[]> {
  const program = join(folder, 'restingWindow.mjs');
  const entry = fileURLToPath(new URL('restingWindow.ts', import.meta.url));
  await build({
    entryPoints: [entry],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    logLevel: 'error',
  });
  const dist = join(productionBuild(), 'dist');
  const [empty, emptyWorker, rests] = await Promise.all([[], [dist], [dist, archive]].map((args) => residentMb(program, args)));
  return [
    {
      name: 'memory of a window that has listed 100,000 messages and rests, over a process without an archive',
      measured: (rests ?? NaN) - (empty ?? NaN),
      unit: 'MB',
      beside: { name: 'one that has started SQLite in a worker, and ended it', measured: (emptyWorker ?? NaN) - (empty ?? NaN) },
      goal: { of: 'measured', atMost: 15 },
    },
  ];
}

async function residentMb(program: string, args: readonly string[]): Promise<number> {
  const run = async () => Number((await promisify(execFile)(process.execPath, ['--expose-gc', program, ...args])).stdout) / 1e6;
  return median(await Promise.all(Array.from({ length: processes }, run)));
}
