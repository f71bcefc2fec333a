/** What can be done for the archive as a whole. Rejects with ChatError. */
export interface ArchiveMaintenance {
  /**
   * Reads everything and compares it with itself; changes nothing. The report is plain text for a person and holds no message. Rejects with the
   * signal's reason when it is aborted.
   */
  verify(signal?: AbortSignal): Promise<{ readonly problems: number; readonly report: string }>;
  /** Sets the index aside and makes it again from the logs. Aborted, it rejects with the signal's reason, and the index stays as it was. */
  rebuildIndex(signal?: AbortSignal): Promise<{ readonly operations: number }>;
  /** Writes the logs as one .zip file to a path, and replaces what is there. Aborted, it rejects with the signal's reason, and writes none. */
  backUp(path: string, signal?: AbortSignal): Promise<{ readonly files: number; readonly bytes: number }>;
  /**
   * Merges a backup (a .zip, or an archive folder) into this archive. Nothing that is here is replaced or lost. Aborted, it rejects with the
   * signal's reason; the files that came in before that stay, and the next restoring goes on from there.
   */
  restore(path: string, signal?: AbortSignal): Promise<{ readonly files: number; readonly skipped: number; readonly records: number }>;
  /** Overwrites the text of a conversation in every file. `leftIn`: files in which a part of it was found afterwards; empty = proven gone. */
  purge(conversationId: string): Promise<{ readonly records: number; readonly leftIn: readonly string[] }>;
  /** Does the same for some messages of a conversation, all or none of them; the rest of it stays. */
  purgeMessages(
    conversationId: string,
    messageIds: readonly string[],
  ): Promise<{ readonly records: number; readonly leftIn: readonly string[] }>;
  /** Keeps the second copy of the logs inside the archive up to date. */
  mirror(): Promise<void>;
  size(): Promise<{ readonly logBytes: number; readonly totalBytes: number; readonly files: number }>;
}
