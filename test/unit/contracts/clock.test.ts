import { systemClock } from '../../../src/vscode/platform/systemClock.ts';
import { hurried } from '../../support/chatRig.ts';
import { clockContract } from '../../support/contracts/clockContract.ts';
import { testClock } from '../../support/testClock.ts';

const byItself = () => undefined;

clockContract('systemClock', () => ({ clock: systemClock, pass: byItself }));
clockContract('a hurried systemClock', () => ({ clock: hurried(systemClock, 2), pass: byItself }));
clockContract('testClock', () => {
  const clock = testClock(1_000);
  return { clock, pass: (ms) => clock.advance(ms) };
});
