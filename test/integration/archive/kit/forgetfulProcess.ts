// node forgetfulProcess.ts <folder>: a process that asks its archive, and ends without closing it.
import { openArchive } from './openArchive.ts';

console.log((await openArchive(process.argv[2] ?? '').conversations()).length);
