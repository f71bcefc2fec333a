import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { productionBuild } from '../productionBuild.ts';
import { median } from '../quantile.ts';
import type { Row } from '../row.ts';

const processes = 5;

/** Memory of a process whose archive rests, over one that has loaded the same program and has none. */
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
  const residentMb = (...args: readonly string[]): number =>
    Number(execFileSync(process.execPath, ['--expose-gc', program, ...args], { encoding: 'utf8' })) / 1e6;
  const rounds = Array.from({ length: processes }, () => ({
    empty: residentMb(),
    rests: residentMb(archive, join(productionBuild(), 'dist')),
  }));
  const empty = median(rounds.map((round) => round.empty));
  return [
    {
      name: 'memory of a window that has listed 100,000 messages and rests, over a process without an archive',
      measured: median(rounds.map((round) => round.rests)) - empty,
      unit: 'MB',
      goal: { of: 'measured', atMost: 15 },
    },
  ];
}
