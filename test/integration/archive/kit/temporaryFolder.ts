import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** The path of an archive folder that does not exist yet, and goes away with the test. */
export async function archiveFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'neural-archive-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return join(folder, 'archive');
}
