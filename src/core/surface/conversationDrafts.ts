import type { Disposable } from '../../shared/async/disposable.ts';
import { Emitter } from '../../shared/async/emitter.ts';
import { SerialQueue } from '../../shared/async/serialQueue.ts';
import { afterAcknowledged, type Draft, draftIn, endEdit, isEmpty, type KeptDraft, noDraft } from '../../shared/model/draft.ts';
import type { ConversationDraft, DraftFile } from '../ports/draftFile.ts';
import type { Clock, Logger } from '../ports/platform.ts';

/** ms from one writing of the file to the next. */
const writeEveryMs = 500;
/** ms after which the file is read again: another window may have replaced it at the same moment. */
const confirmAfterMs = 1000;
const keptAtMost = 300;
/** ms, ten years: by so much no clock is ahead. What is later was not written by this program, and nothing could ever be written after it. */
const aheadAtMost = 10 * 365 * 24 * 60 * 60 * 1000;

interface ConversationDraftsOptions {
  readonly file: DraftFile;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The disk has refused the file, at each attempt: what is typed is in this window only. `reason`: of the disk. */
  readonly onRefused?: (reason: string) => void;
}

/** Whose draft has changed, and by whom: the surface that wrote it has it already. */
interface DraftChange {
  readonly conversationId: string | null;
  readonly by: unknown;
}

/** The draft and the chosen branch of each conversation, over all surfaces and windows: the last writer wins. */
export class ConversationDrafts {
  readonly #file: DraftFile;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #onRefused: (reason: string) => void;
  readonly #changed = new Emitter<DraftChange>();
  readonly onDidChange = this.#changed.event;
  readonly #kept = new Map<string | null, ConversationDraft>();
  readonly #queue = new SerialQueue();
  #unwritten = false;
  #timer: Disposable | null = null;
  #confirmation: Disposable | null = null;
  #disposed = false;
  /** ms since the epoch: what is written sorts after everything that its author could have seen, whatever the clocks say. */
  #latest = 0;

  constructor({ file, clock, logger, onRefused = () => undefined }: ConversationDraftsOptions) {
    this.#file = file;
    this.#clock = clock;
    this.#logger = logger;
    this.#onRefused = onRefused;
  }

  draft(conversationId: string | null): KeptDraft {
    const draft = this.#kept.get(conversationId)?.draft;
    return draft ? draftIn(draft, conversationId) : noDraft;
  }

  /** The message that the chosen branch goes through; null when none was chosen. */
  tip(conversationId: string): string | null {
    return this.#kept.get(conversationId)?.tip ?? null;
  }

  /** Takes over what other windows have written since. A file that cannot be read is logged, and what is known here goes on. */
  load(): Promise<void> {
    return this.#queue.enqueue(() => this.#load());
  }

  write(conversationId: string | null, draft: KeptDraft, by: unknown): void {
    const isNothing = isEmpty(draft) && draft.text === '' && draft.editing === null;
    this.#change(conversationId, { draft: isNothing ? null : draft, draftAt: this.#now() });
    this.#changed.fire({ conversationId, by });
  }

  chooseBranch(conversationId: string, tip: string | null): void {
    if (this.tip(conversationId) !== tip) this.#change(conversationId, { tip, tipAt: this.#now() });
  }

  /** A question was asked with this content. What was added to its draft meanwhile stays, and moves into a conversation that it has begun. */
  asked(at: string | null, conversationId: string, sent: Draft, by: unknown): void {
    const kept = this.draft(at);
    const rest: KeptDraft = { ...afterAcknowledged(kept, sent), requestId: null };
    if (at !== conversationId) this.write(at, noDraft, by);
    if (at === conversationId || !isEmpty(rest)) this.write(conversationId, rest, by);
  }

  /** For a conversation that is deleted. */
  discard(conversationId: string): void {
    if (this.#kept.get(conversationId)?.draft) this.write(conversationId, noDraft, null);
  }

  /** For a conversation that is erased for good: nothing of it stays. Resolves when that is on the disk. */
  async erase(conversationId: string): Promise<void> {
    await this.load();
    if (!this.#kept.has(conversationId)) return;
    const at = this.#now();
    this.#change(conversationId, { draft: null, draftAt: at, tip: null, tipAt: at });
    this.#changed.fire({ conversationId, by: null });
    await this.flush();
  }

  /**
   * For entries of a conversation that are erased for good: the edit of one of them is given up, and a branch through one is not chosen any
   * more. Resolves when that is on the disk.
   */
  async eraseEntries(conversationId: string, entries: readonly string[]): Promise<void> {
    await this.load();
    const draft = this.draft(conversationId);
    if (draft.editing && entries.includes(draft.editing.entry)) this.write(conversationId, { ...endEdit(draft), requestId: null }, null);
    if (entries.includes(this.tip(conversationId) ?? '')) this.chooseBranch(conversationId, null);
    await this.flush();
  }

  /** Resolves when everything is on the disk, or the disk has refused it. */
  async flush(): Promise<void> {
    this.#timer?.dispose();
    this.#timer = null;
    await this.#queue.enqueue(() => this.#save());
  }

  /** No more timers; for a window that closes, after `flush`. */
  dispose(): void {
    this.#disposed = true;
    this.#timer?.dispose();
    this.#confirmation?.dispose();
  }

  #now(): number {
    this.#latest = Math.max(this.#clock.now(), this.#latest + 1);
    return this.#latest;
  }

  #change(conversationId: string | null, changes: Partial<ConversationDraft>): void {
    const known = this.#kept.get(conversationId) ?? { conversationId, draft: null, draftAt: 0, tip: null, tipAt: 0 };
    this.#kept.set(conversationId, { ...known, ...changes });
    this.#unwritten = true;
    // The first change at once, what follows together: a window may be killed at any moment.
    if (this.#timer === null) this.#writeNow();
  }

  #writeNow(): void {
    this.#writeLater();
    void this.#queue.enqueue(() => this.#save());
  }

  #writeLater(): void {
    this.#timer = this.#clock.timeout(writeEveryMs, () => {
      this.#timer = null;
      if (this.#unwritten) this.#writeNow();
    });
  }

  async #load(): Promise<void> {
    try {
      this.#merge(await this.#file.read());
    } catch (error) {
      this.#logger.warn('drafts.notRead', { error: String(error) });
    }
    if (this.#unwritten && this.#timer === null) this.#writeNow();
  }

  async #save(): Promise<void> {
    if (!this.#unwritten) return;
    try {
      this.#merge(await this.#file.read());
      this.#unwritten = false;
      await this.#file.write(newest([...this.#kept.values()]));
    } catch (error) {
      this.#unwritten = true;
      this.#logger.warn('drafts.notWritten', { error: String(error) });
      this.#onRefused(error instanceof Error ? error.message : String(error));
      // A slow disk may say so when the time for the next writing is over.
      if (this.#timer === null && !this.#disposed) this.#writeLater();
      return;
    }
    this.#confirmation?.dispose();
    this.#confirmation = this.#clock.timeout(confirmAfterMs, () => void this.load());
  }

  /** 0, the oldest, for a time that no clock could have shown. */
  #plausible(at: number): number {
    return at > this.#clock.now() + aheadAtMost ? 0 : at;
  }

  /** Takes over what is newer there, part by part, and notes whether something is newer here. */
  #merge(there: readonly ConversationDraft[]): void {
    const missing = new Set(newest([...this.#kept.values()]).map(({ conversationId }) => conversationId));
    for (const found of there) {
      const other = { ...found, draftAt: this.#plausible(found.draftAt), tipAt: this.#plausible(found.tipAt) };
      const { conversationId } = other;
      missing.delete(conversationId);
      this.#latest = Math.max(this.#latest, other.draftAt, other.tipAt);
      const known = this.#kept.get(conversationId);
      if (known && (known.draftAt > other.draftAt || known.tipAt > other.tipAt)) this.#unwritten = true;
      const [draft, tip] = [known && known.draftAt >= other.draftAt ? known : other, known && known.tipAt >= other.tipAt ? known : other];
      this.#kept.set(conversationId, { conversationId, draft: draft.draft, draftAt: draft.draftAt, tip: tip.tip, tipAt: tip.tipAt });
      if (draft !== known) this.#changed.fire({ conversationId, by: null });
    }
    if (missing.size > 0) this.#unwritten = true;
  }
}

/** As many as are kept, those that were touched last first. */
function newest(drafts: readonly ConversationDraft[]): readonly ConversationDraft[] {
  const touchedAt = ({ draftAt, tipAt }: ConversationDraft) => Math.max(draftAt, tipAt);
  return drafts.toSorted((one, other) => touchedAt(other) - touchedAt(one)).slice(0, keptAtMost);
}
