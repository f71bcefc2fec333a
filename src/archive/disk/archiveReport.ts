/** What a person should know about the archive: a sentence, and what it is about. Never the text of a message. */
export type ArchiveReport = { readonly message: string } & (
  | {
      readonly kind: 'damagedLine';
      /** Path inside `log/`. */
      readonly file: string;
      readonly offset: number;
      readonly bytes: number;
      /** Whole records found inside the damaged line. */
      readonly recovered: number;
      /** Where the copy is; null when it could not be made. */
      readonly keptAs: string | null;
    }
  | { readonly kind: 'unreadableLog'; readonly file: string }
  /** `id` = "<writer>:<seq>". */
  | { readonly kind: 'refusedOperation'; readonly file: string; readonly id: string }
  | { readonly kind: 'damagedMessage'; readonly conversationId: string; readonly messageId: string }
  | { readonly kind: 'indexSetAside'; readonly reason: string; readonly keptAs: string | null }
  | { readonly kind: 'newerVersion'; readonly type: string }
);
