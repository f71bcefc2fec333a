// Stands in for @vscode/spdlog in the installed workbench, where the native module is not compiled. Without it VS Code writes no log
// files at all, and tests could not read what an extension logged. Same interface, plain synchronous appends, no rotation.
import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

const names = ['trace', 'debug', 'info', 'warning', 'error', 'critical'] as const;

export class Logger {
  readonly #file: string;
  #level = 2;
  #formatted = false;

  constructor(_type: string, _name: string, file: string) {
    this.#file = file;
  }

  readonly trace = (message: string): void => this.#write(0, message);
  readonly debug = (message: string): void => this.#write(1, message);
  readonly info = (message: string): void => this.#write(2, message);
  readonly warn = (message: string): void => this.#write(3, message);
  readonly error = (message: string): void => this.#write(4, message);
  readonly critical = (message: string): void => this.#write(5, message);

  getLevel(): number {
    return this.#level;
  }

  setLevel(level: number): void {
    this.#level = level;
  }

  setPattern(): void {
    this.#formatted = true;
  }

  clearFormatters(): void {
    this.#formatted = false;
  }

  flush(): void {
    // Every line is written at once.
  }

  drop(): void {
    // Nothing is held open.
  }

  #write(level: number, message: string): void {
    if (level < this.#level) return;
    const time = new Date().toISOString().replace('T', ' ').replace('Z', '');
    try {
      appendFileSync(this.#file, this.#formatted ? `${time} [${names[level] ?? level}] ${message}\n` : message);
    } catch {
      // A log that cannot be written (its folder is gone at the end of a test) must not end the host.
    }
  }
}

export function createRotatingLogger(name: string, file: string): Promise<Logger> {
  mkdirSync(dirname(file), { recursive: true });
  return Promise.resolve(new Logger('rotating', name, file));
}

export const createAsyncRotatingLogger = createRotatingLogger;
export const version = 0;
export const setLevel = (): void => {};
export const setFlushOn = (): void => {};
