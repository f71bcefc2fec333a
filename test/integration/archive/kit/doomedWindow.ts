import { setTimeout as sleep } from 'node:timers/promises';
import { startProgram, type StartedProgram } from './startProgram.ts';

/** WebAssembly stays as it is first compiled: making it faster would take longer than these windows live. */
const flags = ['--liftoff-only'];
/** On a machine that is busy with other things. */
const patienceMs = 60_000;

/** A window of its own process (steppingWindow.ts) that says every step it takes, until it is killed. */
export class DoomedWindow {
  /** Messages that were acknowledged. */
  readonly kept: string[] = [];
  /** Conversations of which nothing may be left. */
  readonly purged: string[] = [];
  /** Conversations of which the first entry stays, and the others go together. */
  readonly entrusted: string[] = [];
  /** How many messages it saw in the archive, each time it read it. */
  readonly seen: number[] = [];
  /** What its archive reported: nothing, if all is well. */
  readonly reports: string[] = [];
  readonly #step: string;
  readonly #program: StartedProgram;
  #current = 'start';
  #begun = 0;
  #waiting: (() => void) | null = null;

  constructor(program: readonly string[], folder: string, name: string, step: string) {
    this.#step = step;
    this.#program = startProgram([process.execPath, ...flags, ...program, folder, name, step], (line) => this.#read(line));
    void this.#program.ended.then(() => this.#waiting?.());
  }

  /** Kills it some time after its step has begun that often. Resolves, when it is dead, with the step that it was really in. */
  async kill(begun: number, delayMs: number): Promise<string> {
    await this.#until(`it begins to ${this.#step}`, () => this.#begun >= begun);
    if (delayMs >= 1) await sleep(delayMs);
    this.#program.process.kill('SIGKILL');
    if ((await this.#program.ended) !== null) throw new Error('A window ended before it was killed.');
    return this.#current;
  }

  /** For a test that ends before its time. */
  end(): void {
    this.#program.process.kill('SIGKILL');
  }

  /** Resolves when it has seen at least so many messages. */
  async sees(messages: number): Promise<void> {
    await this.#until(`it sees ${messages} messages`, () => (this.seen.at(-1) ?? 0) >= messages);
  }

  async #until(what: string, isSo: () => boolean): Promise<void> {
    const { process } = this.#program;
    const deadline = performance.now() + patienceMs;
    const alarm = setTimeout(() => this.#waiting?.(), patienceMs);
    while (!isSo()) {
      if (process.exitCode !== null || process.signalCode !== null) throw new Error(`A window died by itself before ${what}.`);
      if (performance.now() >= deadline) throw new Error(`A window lived ${patienceMs} ms without that ${what}.`);
      await new Promise<void>((resolve) => (this.#waiting = resolve));
    }
    clearTimeout(alarm);
  }

  #read(line: string): void {
    const [word = '', about = ''] = line.split(' ', 2);
    if (word === 'begin') {
      this.#current = about;
      if (about === this.#step) this.#begun += 1;
    }
    if (word === 'end') this.#current = 'between';
    if (word === 'kept') this.kept.push(about);
    if (word === 'purged') this.purged.push(about);
    if (word === 'entrusted') this.entrusted.push(about);
    if (word === 'sees') this.seen.push(Number(about));
    if (word === 'report') this.reports.push(line);
    this.#waiting?.();
  }
}
