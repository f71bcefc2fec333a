import { writeSync } from 'node:fs';
import { errorCode } from '../../../../src/archive/disk/files.ts';

const never = new Int32Array(new SharedArrayBuffer(4));

/** Prints a line at once, so that it is known whatever happens next; while nobody reads, it waits. */
export function say(line: string): void {
  let rest = Buffer.from(`${line}\n`);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(1, rest));
    } catch (error) {
      if (errorCode(error) !== 'EAGAIN') throw error;
      Atomics.wait(never, 0, 0, 1);
    }
  }
}
