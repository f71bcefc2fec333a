/** A small named file for a cache (catalogue): losing it costs a fetch, nothing else. */
export interface CacheFile {
  read(): Promise<string | undefined>;
  write(text: string): Promise<void>;
}
