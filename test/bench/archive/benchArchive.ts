import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Row } from '../row.ts';
import { appending } from './appending.ts';
import { opening } from './opening.ts';
import { resting } from './resting.ts';

/** What it costs to have something on the disk, to find it again at the start, and to be there when nothing is asked. */
export async function benchArchive(): Promise<readonly Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'neural-terminal-bench-'));
  try {
    const rows = [...(await appending(folder, 1)), ...(await appending(folder, 4))];
    for (const messages of [1_000, 10_000, 100_000]) rows.push(...(await opening(join(folder, String(messages)), messages)));
    return [...rows, ...(await resting(folder, join(folder, '100000')))];
  } finally {
    await rm(folder, { recursive: true });
  }
}
