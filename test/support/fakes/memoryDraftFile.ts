import type { ConversationDraft, DraftFile } from '../../../src/core/ports/draftFile.ts';

/** A file of drafts in memory, which several windows can share. */
export class MemoryDraftFile implements DraftFile {
  content: readonly ConversationDraft[] = [];
  writes = 0;

  read(): Promise<readonly ConversationDraft[]> {
    return Promise.resolve(this.content);
  }

  write(drafts: readonly ConversationDraft[]): Promise<void> {
    this.content = drafts;
    this.writes += 1;
    return Promise.resolve();
  }
}
