import type { KeptDraft } from '../../shared/model/draft.ts';

/** What is kept of one conversation beside the archive. Of each part the one with the latest time counts, whoever wrote it. */
export interface ConversationDraft {
  /** null: the conversation that does not exist yet. */
  readonly conversationId: string | null;
  /** null: empty, or erased. */
  readonly draft: KeptDraft | null;
  /** ms since the epoch; 0: never. */
  readonly draftAt: number;
  /** The message that the chosen branch goes through; null: nothing chosen. */
  readonly tip: string | null;
  /** ms since the epoch; 0: never. */
  readonly tipAt: number;
}

/** Keeps the drafts and chosen branches of all windows on one storage. */
export interface DraftFile {
  /** Empty when there is nothing, or nothing that can be read: what is damaged is set aside. Rejects with the error of the disk. */
  read(): Promise<readonly ConversationDraft[]>;
  /** Replaces all of it at once. Rejects with the error of the disk, and leaves what was there. */
  write(drafts: readonly ConversationDraft[]): Promise<void>;
}
