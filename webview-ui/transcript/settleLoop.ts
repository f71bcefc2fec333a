/**
 * How many frames in a row have to measure the same. A block that comes into sight gets its real height with the frame after, and may bring
 * others into sight by that; one frame without a change says nothing yet.
 */
const stillFrames = 2;

export interface SettleLoop {
  /** Something has changed: measures with every frame from now on until it stays the same. */
  readonly wake: () => void;
  readonly stop: () => void;
}

/** Calls `measure` once a frame while what it says changes, and not at all while everything is still. */
export function createSettleLoop(measure: () => string): SettleLoop {
  let frame: number | null = null;
  let last = '';
  let still = 0;

  const next = () => {
    frame = requestAnimationFrame(() => {
      frame = null;
      const now = measure();
      still = now === last ? still + 1 : 0;
      last = now;
      if (still < stillFrames) next();
    });
  };

  return {
    wake: () => {
      still = 0;
      if (frame === null) next();
    },
    stop: () => {
      if (frame !== null) cancelAnimationFrame(frame);
      frame = null;
    },
  };
}
