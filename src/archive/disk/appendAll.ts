import type { LogFile } from './files.ts';

/** Appends all of the bytes, in as many calls as the disk needs; rejects with ENOSPC when it takes no more. */
export async function appendAll(file: LogFile, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length;) {
    const count = await file.append(bytes.subarray(written));
    if (count === 0) throw Object.assign(new Error('The disk takes no more bytes.'), { code: 'ENOSPC' });
    written += count;
  }
}
