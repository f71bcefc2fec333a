import { type ReadonlySignal, signal } from '@preact/signals';
import type { Attachment } from '../../src/shared/model/attachment.ts';
import type { Unreserved } from '../../src/shared/protocol/requests/chat.ts';
import type { Requests } from '../../src/shared/protocol/requests/requests.ts';
import type { Entry } from '../../src/shared/protocol/surfaceState.ts';
import { doubleClickMs } from './doubleClickGuard.ts';
import {
  afterAcknowledged,
  beginEdit,
  type Draft,
  endEdit,
  isEmpty,
  textAsAttachment,
  withAttachment,
} from '../../src/shared/model/draft.ts';
import type { DraftStore } from './draftStore.ts';
import type { NoticesStore } from './noticesStore.ts';
import type { RequestSender } from './requestSender.ts';
import type { SurfaceStore } from './surfaceStore.ts';
import type { ViewStore } from './viewStore.ts';

interface ComposerStoreOptions {
  readonly drafts: DraftStore;
  readonly requests: RequestSender;
  readonly surface: SurfaceStore;
  readonly notices: NoticesStore;
  readonly view: ViewStore;
}

/** What the user is writing, and how it is sent. */
export class ComposerStore {
  readonly draft: ReadonlySignal<Draft>;
  /** True from Transmit until the host has taken the message. */
  readonly sending = signal(false);
  /** True for as long as a press of the button may be the second one of a double click. */
  readonly pressed = signal(false);
  /** Counts how often the focus was asked for; the field follows. */
  readonly focusRequests = signal(0);
  readonly #drafts: DraftStore;
  readonly #requests: RequestSender;
  readonly #surface: SurfaceStore;
  readonly #notices: NoticesStore;
  readonly #view: ViewStore;
  /** What is on its way to the host. */
  #underWay: { readonly draft: Draft; readonly taken: Promise<boolean> } | null = null;
  /** When a message was sent last (ms, monotonic). */
  #sentAt = -Infinity;

  constructor({ drafts, requests, surface, notices, view }: ComposerStoreOptions) {
    this.draft = drafts.current;
    this.#drafts = drafts;
    this.#requests = requests;
    this.#surface = surface;
    this.#notices = notices;
    this.#view = view;
  }

  focus(): void {
    this.focusRequests.value += 1;
  }

  /**
   * The one button of the composer: it transmits, or stops what arrives. The second press of a double click means nothing, for the first one may
   * have changed what the button does.
   */
  press(): void {
    this.focus();
    if (this.pressed.value) return;
    this.pressed.value = true;
    setTimeout(() => (this.pressed.value = false), doubleClickMs);
    if (this.#surface.streaming.value) void this.#requests.send('stop', {});
    else void this.send();
  }

  /**
   * Sends the draft. The composer keeps it until the host has it. What is sent already is not sent again: what was added to it meanwhile waits
   * until the host has the first part. Where the user has asked to be shown something else, it is sent when that is there, and stays when that
   * is refused: it was not meant for what is shown then. `unreserved`: although no budget can limit it.
   */
  async send(unreserved?: Unreserved): Promise<void> {
    if (this.#drafts.arrival && !(await this.#drafts.arrival)) return;
    const wasUnderWay = this.#underWay !== null;
    while (this.#underWay) {
      const isSame = this.#underWay.draft === this.draft.value;
      if (!(await this.#underWay.taken) || isSame) return;
    }
    const sent = this.draft.value;
    if (isEmpty(sent) && (wasUnderWay || performance.now() - this.#sentAt < doubleClickMs)) return;
    this.#sentAt = performance.now();
    this.#notices.dismissFailure();
    this.sending.value = true;
    const taken = this.#transmit(sent, unreserved);
    this.#underWay = { draft: sent, taken };
    await taken;
  }

  async #transmit(sent: Draft, unreserved: Unreserved | undefined): Promise<boolean> {
    const { adoptions } = this.#drafts;
    const taken = await this.#requests.send('ask', askBody(sent, unreserved), this.#drafts.requestId(sent));
    this.#underWay = null;
    this.sending.value = false;
    if (taken) {
      // The host has told already what is left, or the user went elsewhere, where something else stands.
      if (adoptions === this.#drafts.adoptions) this.#drafts.change(afterAcknowledged(this.draft.value, sent));
      this.#view.followEnd();
    } else this.#drafts.putBack(sent);
    return taken;
  }

  setText(text: string): void {
    this.#drafts.change({ ...this.draft.value, text });
    this.#notices.dismissFailure();
  }

  attach(attachment: Attachment): void {
    this.#drafts.change(withAttachment(this.draft.value, attachment));
  }

  detach(attachment: Attachment): void {
    const attachments = this.draft.value.attachments.filter((other) => other !== attachment);
    this.#drafts.change({ ...this.draft.value, attachments });
    this.focus();
  }

  /** For a text that is too long for a message. */
  attachText(): void {
    this.#drafts.change(textAsAttachment(this.draft.value));
    this.#notices.dismissFailure();
    this.focus();
  }

  /** The entry's text in the composer, to be worded anew: sending it makes a branch beside the entry. */
  beginEdit(entry: Entry): void {
    const conversation = this.#surface.conversation.value?.id;
    if (conversation === undefined) return;
    this.#drafts.change(beginEdit(this.draft.value, entry, conversation));
    this.#notices.dismissFailure();
    this.focus();
  }

  /** Only an empty composer takes the last message back. */
  editLast(): void {
    const last = this.#surface.entries.value.findLast((entry) => entry.value.role === 'user');
    if (last && this.draft.value.text === '' && !this.draft.value.editing) this.beginEdit(last.value);
  }

  cancelEdit(): void {
    this.#drafts.change(endEdit(this.draft.value));
    this.#notices.dismissFailure();
    this.focus();
  }

  /** The user is in the field, or has left it. */
  hold(isHeld: boolean): void {
    if (isHeld) this.#drafts.hold();
    else this.#drafts.release();
  }
}

function askBody({ text, attachments, editing }: Draft, unreserved: Unreserved | undefined): Requests['ask']['body'] {
  return { text, attachments, ...(editing && { edits: editing.entry }), ...(unreserved && { unreserved }) };
}
