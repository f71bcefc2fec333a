import { open, type FileHandle } from 'node:fs/promises';
import { monotonicMs } from './monotonicMs.ts';

/** The floor of everything that is promised to be on the disk: one write and one fdatasync at the end of an open file. */
export class BareAppend {
  readonly #file: FileHandle;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  static async open(path: string): Promise<BareAppend> {
    return new BareAppend(await open(path, 'ax'));
  }

  /** ms until the bytes are on the disk. */
  async append(bytes: number): Promise<number> {
    const start = monotonicMs();
    await this.#file.write(Buffer.alloc(bytes, 'x'));
    await this.#file.datasync();
    return monotonicMs() - start;
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}
