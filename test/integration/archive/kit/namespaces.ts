import { spawnSync } from 'node:child_process';

/** The words before a command that give it a world of its own, and how to name that; no words where this machine does not allow it. */
export interface Surroundings {
  readonly words: readonly string[];
  readonly name: string;
}

function works([command = '', ...args]: readonly string[]): boolean {
  return spawnSync(command, [...args, 'true'], { stdio: 'ignore', timeout: 10_000 }).status === 0;
}

/** As the machine allows it: as root, or as root of a namespace of users. */
function own(kind: string, flags: readonly string[]): Surroundings {
  const asRoot = ['unshare', ...flags];
  const asUser = ['unshare', '--user', '--map-root-user', ...flags];
  if (works(asRoot)) return { words: asRoot, name: `with ${kind} of its own` };
  if (works(asUser)) return { words: asUser, name: `with ${kind} of its own (as root of a namespace of users)` };
  return { words: [], name: `WITHOUT ${kind} of its own: this machine allows none` };
}

/** Processes that see no other process, as in containers that share a folder. */
export const ownProcesses = (): Surroundings => own('a pid namespace', ['--pid', '--fork', '--mount-proc']);

/** A process that can mount something, which goes away with it. */
export const ownMounts = (): Surroundings => own('mounts', ['--mount', '--propagation', 'private']);
