import { effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { isRecord } from '../../src/shared/values/isRecord.ts';
import type { HostPort } from '../transport/host.ts';

/** ms from one saving of what has changed to the next. */
const saveAfterMs = 150;

/**
 * What the surface itself remembers over a reload (`setState`); everything else comes from the host. Each store declares its own fields:
 * they come back at creation, and are saved by themselves.
 */
export class ViewState {
  readonly #memory: Pick<HostPort, 'setState'>;
  readonly #restored: Readonly<Record<string, unknown>>;
  readonly #fields = new Map<string, ReadonlySignal<unknown>>();
  #saving = false;
  #changed = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(memory: Pick<HostPort, 'getState' | 'setState'>) {
    this.#memory = memory;
    const restored = memory.getState();
    this.#restored = isRecord(restored) ? restored : {};
  }

  /**
   * A signal that outlives the page under this key. An older version of the page may have written what is there: `parse` returns undefined
   * for what does not fit, and the field begins with `initial`.
   */
  persisted<T>(key: string, initial: T, parse: (saved: unknown) => T | undefined): Signal<T> {
    // The first saving would drop what was saved under a key that no store has declared yet.
    if (this.#saving) throw new Error(`The field ${key} of the view state was declared after the first saving.`);
    const restored = parse(this.#restored[key]);
    const field = signal(restored === undefined ? initial : restored);
    this.#fields.set(key, field);
    return field;
  }

  /** What an earlier version kept under a key that is not declared any more. */
  former(key: string): unknown {
    return this.#restored[key];
  }

  /** Call once, when every store has declared its fields. A first change is saved at once, what follows within 150 ms. */
  startSaving(): void {
    this.#saving = true;
    effect(() => {
      for (const field of this.#fields.values()) void field.value;
      this.#changed = true;
      if (this.#timer === undefined) this.flush();
    });
  }

  /** Saves at once what still waits: for a page that is about to go away. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#changed) return;
    this.#changed = false;
    this.#memory.setState(Object.fromEntries([...this.#fields].map(([key, field]) => [key, field.peek()])));
    this.#timer = setTimeout(() => this.flush(), saveAfterMs);
  }
}
