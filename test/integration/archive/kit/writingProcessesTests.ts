import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ownProcesses, type Surroundings } from './namespaces.ts';
import { openArchive } from './openArchive.ts';
import { recordedMessages } from './recordedMessages.ts';
import { startProgram } from './startProgram.ts';
import { archiveFolder } from './temporaryFolder.ts';

const program = fileURLToPath(new URL('writingProcess.ts', import.meta.url));
const names = ['w0', 'w1', 'w2', 'w3'];
const plain: Surroundings = { words: [], name: 'in the world of all' };
const surroundings = [plain, ownProcesses()].map(({ name, words }) => [name, words] as const);

async function messagesIn(folder: string): Promise<string[]> {
  const archive = openArchive(folder);
  const ids = (await archive.messages('c')).map(({ id }) => id);
  expect(archive.reports).toEqual([]);
  await archive.close();
  return ids;
}

/** Tests in which four processes write so many messages each into one archive. */
export function writingProcessesTests(count: number): void {
  describe.each(surroundings)('4 processes, each %s', (_name, words) => {
    it(`write ${count} messages each: none is lost, torn or doubled`, { timeout: 120_000 }, async () => {
      const folder = await archiveFolder();
      const writers = names.map((name) => startProgram([...words, process.execPath, program, folder, name, String(count)]));
      expect(await Promise.all(writers.map(({ ended }) => ended))).toEqual([0, 0, 0, 0]);

      const processIds = new Set(writers.map(({ lines: [processId] }) => processId));
      expect(processIds.size).toBe(words.length > 0 ? 1 : 4);
      const written = names.flatMap((name) => Array.from({ length: count }, (_, index) => `${name}-${index}`));
      expect(writers.flatMap(({ lines: [, ...acknowledged] }) => acknowledged).sort()).toEqual([...written].sort());

      const found = await messagesIn(folder);
      expect([...found].sort()).toEqual([...written].sort());
      expect((await recordedMessages(folder)).sort()).toEqual([...written].sort());
      for (const name of names) expect(found.filter((id) => id.startsWith(name))).toEqual(written.filter((id) => id.startsWith(name)));
    });
  });
}
