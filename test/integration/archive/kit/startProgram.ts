import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';

export interface StartedProgram {
  readonly process: ChildProcess;
  /** Lines it has printed. */
  readonly lines: readonly string[];
  /** Resolves with the exit code, or null when it was killed, after all its lines are read. */
  readonly ended: Promise<number | null>;
}

/** Starts a program and reads its lines. What it has to say about errors goes to the error output of the test. */
export function startProgram(
  [command = '', ...args]: readonly string[],
  onLine: (line: string) => void = () => undefined,
  options: Pick<SpawnOptions, 'uid' | 'gid' | 'cwd'> = {},
): StartedProgram {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: string[] = [];
  const closed = once(child, 'close') as Promise<[number | null]>;
  let rest = '';
  // Not by readline, which takes U+2028 for the end of a line, too.
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const whole = `${rest}${text}`.split('\n');
    rest = whole.pop() ?? '';
    for (const line of whole) {
      lines.push(line);
      onLine(line);
    }
  });
  return { process: child, lines, ended: closed.then(([code]) => code) };
}
