import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** The path of an archive folder that does not exist yet, and goes away with the test. Tests that run at once give their own `onFinished`. */
export async function archiveFolder(onFinished: (remove: () => Promise<void>) => void = onTestFinished): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'neural-archive-'));
  onFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  return join(folder, 'archive');
}
