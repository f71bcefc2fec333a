import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { endProcessGroup } from './endProcessGroup.ts';
import { projectRoot } from './projectRoot.ts';

const isWindows = process.platform === 'win32';

/**
 * Runs a command of the project (words without quoting) in the project's folder, visibly, with its own tools first on the path.
 * Resolves with whether it succeeded. After `timeoutMs`, and when this process is told to end, it and its children are ended.
 */
export async function runCommand(command: string, timeoutMs: number): Promise<boolean> {
  const [program = '', ...args] = command.split(' ');
  const path = [join(projectRoot, 'node_modules', '.bin'), process.env['PATH']].join(delimiter);
  const child = spawn(program, args, {
    cwd: projectRoot,
    env: { ...process.env, PATH: path },
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: isWindows,
    detached: !isWindows,
  });
  const timer = setTimeout(() => {
    console.error(`${command} took longer than ${timeoutMs / 1000} s and was ended.`);
    endProcessGroup(child, 'SIGTERM');
  }, timeoutMs);
  const interrupted = (signal: NodeJS.Signals): void => {
    endProcessGroup(child, signal);
    process.exit(1);
  };
  process.on('SIGINT', interrupted).on('SIGTERM', interrupted);
  try {
    return (await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('exit', resolve))) === 0;
  } finally {
    clearTimeout(timer);
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
  }
}
