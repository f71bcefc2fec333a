import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createSettleLoop } from '../../../../webview-ui/transcript/settleLoop.ts';

let waiting = new Map<number, () => void>();
let measured = 0;
let height = 0;

beforeEach(() => {
  waiting = new Map();
  measured = 0;
  height = 0;
  let lastFrame = 0;
  vi.stubGlobal('requestAnimationFrame', (callback: () => void) => {
    waiting.set(++lastFrame, callback);
    return lastFrame;
  });
  vi.stubGlobal('cancelAnimationFrame', (frame: number) => waiting.delete(frame));
});
afterEach(() => vi.unstubAllGlobals());

const loop = () =>
  createSettleLoop(() => {
    measured++;
    return String(height);
  });
/** The page draws a frame, when one is asked for. */
const draw = () => {
  const callbacks = [...waiting.values()];
  waiting.clear();
  for (const callback of callbacks) callback();
};

it('measures until two frames in a row say the same as the one before, and then rests', () => {
  const { wake } = loop();
  height = 1;
  wake();
  for (let frame = 0; frame < 10; frame++) draw();
  expect([measured, waiting.size]).toEqual([3, 0]);
});

it('goes on while what it measures changes, also after a frame that was still', () => {
  const { wake } = loop();
  wake();
  for (const now of [1, 2, 2, 3, 3, 4]) {
    height = now;
    draw();
  }
  expect(waiting.size).toBe(1);
  draw();
  draw();
  expect([measured, waiting.size]).toEqual([8, 0]);
});

it('asks for one frame, however often it is woken, and counts the still ones anew', () => {
  const { wake } = loop();
  wake();
  draw();
  draw();
  wake();
  wake();
  expect(waiting.size).toBe(1);
  draw();
  expect(waiting.size).toBe(1);
  draw();
  expect([measured, waiting.size]).toEqual([4, 0]);
});

it('can be stopped', () => {
  const { wake, stop } = loop();
  wake();
  stop();
  draw();
  expect([measured, waiting.size]).toEqual([0, 0]);
});
