import type { Disposable } from '../../shared/async/disposable.ts';

/** Wall time (ms since the epoch, display), monotonic time (ms, durations) and timers, so that tests own the time. */
export interface Clock {
  now(): number;
  monotonic(): number;
  /** Resolves after `ms`, or rejects with the signal's reason. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Calls back once after `ms`; disposing cancels. */
  timeout(ms: number, callback: () => void): Disposable;
}

/** New, unguessable, URL-safe identifiers. */
export type NewId = () => string;

/** Structured log. `fields` must never hold a key or the text of a message. */
export interface Logger {
  debug(event: string, fields?: Readonly<Record<string, unknown>>): void;
  info(event: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(event: string, fields?: Readonly<Record<string, unknown>>): void;
  error(event: string, fields?: Readonly<Record<string, unknown>>): void;
}
