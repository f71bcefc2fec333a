import type { Message } from '../../shared/model/message.ts';
import type { StreamRest } from '../../shared/protocol/messages.ts';
import type { BranchCost, Entry, SurfaceState } from '../../shared/protocol/surfaceState.ts';
import { answerFigures, movedFigures } from '../../shared/model/movedFigures.ts';
import { entriesPerPage } from '../../shared/limits.ts';
import { deepEqual } from '../../shared/values/deepEqual.ts';
import { branchCost } from '../money/ledger/branchCost.ts';
import type { ActiveAnswer } from '../answers/activeAnswer.ts';
import type { MessageTree } from '../conversation/messageTree.ts';
import type { SurfaceChannel } from './surfaceChannel.ts';

/** What one surface has of a branch, and what is new about it. Nothing here waits: texts and the offsets promised for them belong to one moment. */
export class BranchView {
  readonly #channel: SurfaceChannel;
  readonly #liveAnswer: (messageId: string) => ActiveAnswer | undefined;
  /** What the surface has, in order. */
  #entries = new Map<string, Entry>();
  /** How many entries of the branch stand above those. */
  #earlier = 0;
  /** How many entries the user wants to see. */
  #wanted = entriesPerPage;
  #tip: string | null = null;
  #cost: BranchCost | null = null;
  /** Answers that another window receives, as far as they are known. */
  readonly #foreign = new Map<string, GrowingTexts>();

  constructor(channel: SurfaceChannel, liveAnswer: (messageId: string) => ActiveAnswer | undefined) {
    this.#channel = channel;
    this.#liveAnswer = liveAnswer;
  }

  /** The last entry. */
  get tip(): string | null {
    return this.#tip;
  }

  /** True when an entry belongs to this conversation: its own, or the one that it was forked from. */
  hasEntryOf(conversationId: string): boolean {
    return [...this.#entries.values()].some((entry) => entry.conversationId === conversationId);
  }

  /** The next snapshot is for a user who has seen so many entries of it; 0: who has not asked for earlier ones. */
  resetLength(seen = 0): void {
    this.#wanted = Math.max(entriesPerPage, seen);
  }

  /** The branch for a snapshot. From here on its texts grow. */
  open(tree: MessageTree, tip: string | null): Pick<SurfaceState, 'entries' | 'earlier' | 'tip' | 'branch'> {
    this.#channel.reset();
    this.#foreign.clear();
    const branch = tree.branch(tip);
    this.#earlier = Math.max(0, branch.length - this.#wanted);
    const entries = branch.slice(this.#earlier).map((message) => this.#openEntry(message, tree));
    this.#entries = byId(entries);
    this.#tip = entries.at(-1)?.id ?? null;
    this.#cost = branchCost(branch);
    return { entries, earlier: this.#earlier, tip: this.#tip, branch: this.#cost };
  }

  /** Sends what is new. False, and nothing is sent, when what is shown does not simply go on: it needs a snapshot. */
  goOn(tree: MessageTree, tip: string | null): boolean {
    const branch = tree.branch(tip);
    if (!this.#isPartOf(branch)) return false;
    for (const message of branch.slice(this.#earlier)) this.#sendEntry(message, tree);
    const last = branch.at(-1)?.id ?? null;
    if (last !== this.#tip) this.#channel.push({ op: 'tip', tip: last });
    this.#tip = last;
    this.#sendCost(branchCost(branch));
    return true;
  }

  /** Sends the entries above the first one. False as in `goOn`. */
  showEarlier(tree: MessageTree, tip: string | null): boolean {
    const branch = tree.branch(tip);
    if (!this.#isPartOf(branch)) return false;
    const from = Math.max(0, this.#earlier - entriesPerPage);
    if (from === this.#earlier) return true;
    const entries = branch.slice(from, this.#earlier).map((message) => this.#openEntry(message, tree));
    this.#entries = new Map([...byId(entries), ...this.#entries]);
    this.#earlier = from;
    this.#wanted = this.#entries.size;
    this.#channel.push({ op: 'above', entries, earlier: from });
    return true;
  }

  sendProgress(answer: ActiveAnswer): void {
    const had = this.#entries.get(answer.messageId);
    if (!had || had.stream === null) return;
    const { stream } = had;
    const figures = answerFigures(answer);
    const moved = movedFigures(had, figures);
    this.#entries.set(had.id, { ...had, ...figures });
    this.#channel.push(moved ? { op: 'moved', stream, ...moved } : { op: 'progress', stream, ...figures });
  }

  #sendCost(cost: BranchCost): void {
    if (!deepEqual(cost, this.#cost)) this.#channel.push({ op: 'branch', branch: cost });
    this.#cost = cost;
  }

  #isPartOf(branch: readonly Message[]): boolean {
    return [...this.#entries.keys()].every((id, index) => branch[this.#earlier + index]?.id === id);
  }

  #sendEntry(message: Message, tree: MessageTree): void {
    const { id } = message;
    const had = this.#entries.get(id);
    if (!had || (had.stream === null && !sameMessage(had, message))) {
      const entry = this.#openEntry(message, tree);
      this.#entries.set(id, entry);
      this.#channel.push({ op: 'entry', entry });
      return;
    }
    const siblings = tree.siblings(id);
    const entry = { ...had, siblings };
    this.#entries.set(id, entry);
    if (had.stream !== null && message.state !== 'streaming') this.#close(had, { ...message, ...settled, siblings });
    else {
      if (had.stream !== null) this.#grow(message);
      if (!deepEqual(had.siblings, siblings)) this.#channel.push({ op: 'siblings', id, siblings });
    }
  }

  #grow({ id, text, reasoning }: Message): void {
    if (!this.#liveAnswer(id)) this.#foreign.set(id, { text, reasoning });
    this.#channel.wake();
  }

  #close({ stream, reasoningStream }: Entry, entry: Entry): void {
    const text = this.#rest(stream, entry.text);
    const reasoning = this.#rest(reasoningStream, entry.reasoning);
    this.#foreign.delete(entry.id);
    this.#entries.set(entry.id, entry);
    if (text === null || reasoning === null) return this.#channel.push({ op: 'entry', entry });
    const { text: _text, reasoning: _reasoning, ...head } = entry;
    this.#channel.push({ op: 'close', entry: head, text, reasoning });
  }

  /** null when what was sent is no beginning of it: a piece in the midst of it was lost, and the end has it whole. */
  #rest(stream: number | null, whole: string): StreamRest | null {
    const sent = stream === null ? '' : this.#channel.closeStream(stream);
    return whole.startsWith(sent) ? { from: sent.length, text: whole.slice(sent.length) } : null;
  }

  /** The entry for a message as it is now; a growing one gets streams that go on from there. */
  #openEntry(message: Message, tree: MessageTree): Entry {
    const { id, text, reasoning } = message;
    const siblings = tree.siblings(id);
    if (message.state !== 'streaming') return { ...message, ...settled, siblings };
    const live = this.#liveAnswer(id);
    if (!live) this.#foreign.set(id, { text, reasoning });
    const growing = () => live ?? this.#foreign.get(id);
    const stream = this.#channel.openStream(() => growing()?.text ?? '', text.length);
    const reasoningStream = this.#channel.openStream(() => growing()?.reasoning ?? '', reasoning.length);
    return { ...message, stream, reasoningStream, elsewhere: !live, siblings };
  }
}

/** What of an answer grows. */
type GrowingTexts = Pick<Message, 'text' | 'reasoning'>;

/** What an entry has beside its message when nothing arrives for it any more. */
const settled = { stream: null, reasoningStream: null, elsewhere: false } as const;

function byId(entries: readonly Entry[]): Map<string, Entry> {
  return new Map(entries.map((entry) => [entry.id, entry]));
}

function sameMessage(entry: Entry, message: Message): boolean {
  const siblings: readonly string[] = [];
  return deepEqual({ ...entry, ...settled, siblings }, { ...message, ...settled, siblings });
}
