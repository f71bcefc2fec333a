// Runs in the browser. Knows what the page has put off: its timers and idle callbacks.
const pending = new Set<string>();
const start = window.setTimeout.bind(window);
const stop = window.clearTimeout.bind(window);
const startIdle = window.requestIdleCallback.bind(window);

/** Is nothing left that the page wants to do later? */
export function isIdle(): boolean {
  return pending.size === 0;
}

/** Comes back when the page has done all that it put off. */
export async function idle(): Promise<void> {
  while (!isIdle()) await new Promise((done) => start(done, 1));
}

const track = (key: string, work: () => void) => {
  pending.delete(key);
  work();
};

Object.assign(window, {
  setTimeout: (work: (...values: unknown[]) => void, delayMs?: number, ...values: unknown[]) => {
    const id = start(() => track(`timer ${id}`, () => work(...values)), delayMs);
    pending.add(`timer ${id}`);
    return id;
  },
  clearTimeout: (id?: number) => {
    pending.delete(`timer ${id}`);
    stop(id);
  },
  requestIdleCallback: (work: IdleRequestCallback, options?: IdleRequestOptions) => {
    const id = startIdle((deadline) => track(`idle ${id}`, () => work(deadline)), options);
    pending.add(`idle ${id}`);
    return id;
  },
});
