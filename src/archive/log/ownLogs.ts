/** What a reader must know of the logs that this window writes itself. */
export interface OwnLogs {
  readonly writers: readonly string[];
  /** The open one: its path inside `log/`, and how many of its bytes are on the disk for certain. */
  readonly open: { readonly file: string; readonly durable: number } | null;
  /** What the name of the next writer ends with: its log may come into being during a read. */
  readonly nextSuffix: string;
}

/** Bytes of a log that may be read; undefined = all of it. */
export function readableBytes({ open, nextSuffix }: OwnLogs, file: string): number | undefined {
  if (open?.file === file) return open.durable;
  return file.endsWith(`${nextSuffix}.ndjson`) ? 0 : undefined;
}
