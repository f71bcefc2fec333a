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
  const [empty, emptyWorker, rests] = await Promise.all([
    memoryOf(program, []),
    memoryOf(program, [dist]),
    memoryOf(program, [dist, archive]),
  ]);
  return [
    {
      name: 'memory of a window that has listed 100,000 messages and rests, over a process without an archive',
      measured: rests.residentMb - empty.residentMb,
      unit: 'MB',
      beside: { name: 'one that has started SQLite in a worker, and ended it', measured: emptyWorker.residentMb - empty.residentMb },
      goal: { of: 'measured', atMost: 15 },
    },
    {
      // The rest is code that was compiled and what the allocator keeps, which a host shares among all its extensions.
      name: '  … of it living objects',
      measured: rests.livingMb - empty.livingMb,
      unit: 'MB',
      beside: { name: 'one that has started SQLite in a worker, and ended it', measured: emptyWorker.livingMb - empty.livingMb },
    },
  ];
}

interface Memory {
  readonly residentMb: number;
  readonly livingMb: number;
}

async function memoryOf(program: string, args: readonly string[]): Promise<Memory> {
  const run = async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', program, ...args]);
    return JSON.parse(stdout) as { readonly resident: number; readonly living: number };
  };
  const runs = await Promise.all(Array.from({ length: processes }, run));
  return { residentMb: median(runs.map(({ resident }) => resident)) / 1e6, livingMb: median(runs.map(({ living }) => living)) / 1e6 };
}
