/** Counts tokens of one growing text. */
export interface RunningCount {
  append(text: string): void;
  /** Tokens of everything appended so far. */
  readonly tokens: number;
}

export interface TokenCounter {
  /** Loads the table for the model's family; until then counting falls back to an approximation by bytes. */
  prepare(modelId: string): Promise<void>;
  /** Whether `count` is that of the model's own tokenizer now: its table is built in, and loaded. */
  isExact(modelId: string): boolean;
  count(modelId: string, text: string): number;
  /** The same, and the event loop goes on every few ms: a megabyte takes a tenth of a second. */
  countYielding(modelId: string, text: string): Promise<number>;
  start(modelId: string): RunningCount;
}
