// A process with nothing to do: says when it is ready, and at the end of its input the longest time (ms) in which its event loop could not
// look for work. Whatever the machine does to the others, it does to this one.
import { once } from 'node:events';
import { monitorEventLoopDelay } from 'node:perf_hooks';

const monitor = monitorEventLoopDelay({ resolution: 1 });
monitor.enable();
process.stdout.write('ready\n');
await once(process.stdin.resume(), 'end');
monitor.disable();
process.stdout.write(String(monitor.max / 1e6));
