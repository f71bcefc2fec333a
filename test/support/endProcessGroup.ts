import type { ChildProcess } from 'node:child_process';

/** Signals a child that was started `detached`, together with all that it started. Nothing happens when they are gone already. */
export function endProcessGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, signal);
  } catch {
    // Already gone.
  }
}
