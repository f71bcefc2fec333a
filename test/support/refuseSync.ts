import { type FileHandle, open } from 'node:fs/promises';
import { vi } from 'vitest';

/** From now on no file of this process can be synced: every sync fails with what `code` returns. `mockRestore` of the results ends it. */
export async function refuseSync(code: () => string) {
  await using anyFile = await open(import.meta.filename);
  const handles = Object.getPrototypeOf(anyFile) as FileHandle;
  const refuse = (): Promise<void> =>
    Promise.reject(Object.assign(new Error(`${code()}: injected, fdatasync`), { code: code(), syscall: 'fdatasync' }));
  return [vi.spyOn(handles, 'datasync').mockImplementation(refuse), vi.spyOn(handles, 'sync').mockImplementation(refuse)] as const;
}
