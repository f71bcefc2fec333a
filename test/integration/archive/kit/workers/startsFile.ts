import { readFile } from 'node:fs/promises';

/** Where workers of tests note their starts. */
export const startsFile = (archiveFolder: string): string => `${archiveFolder}-starts.txt`;

export async function starts(archiveFolder: string): Promise<number> {
  const text = await readFile(startsFile(archiveFolder), 'utf8').catch(() => '');
  return text.split('\n').length - 1;
}
