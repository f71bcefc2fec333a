import type { SurfaceSession } from '../../../../src/core/surface/surfaceSession.ts';
import { Emitter } from '../../../../src/shared/async/emitter.ts';
import type { Surface } from '../../../../src/vscode/chat/surfaceRegistry.ts';

/** A session that shows a conversation and notes what commands do with it. */
export class FakeSession {
  readonly #changed = new Emitter();
  readonly onDidChangeConversation = this.#changed.event;
  readonly #touched = new Emitter();
  readonly onDidTouch = this.#touched.event;
  readonly done: string[] = [];
  conversationId: string | null;
  surfaceId: string | undefined;
  location = { stay: 0 };

  constructor(conversationId: string | null) {
    this.conversationId = conversationId;
  }

  show(conversationId: string | null): void {
    this.location = { stay: this.location.stay + 1 };
    this.conversationId = conversationId;
    this.#changed.fire();
  }

  /** As its page reports it. */
  touch(): void {
    this.#touched.fire();
  }

  otherTouched(): void {
    this.done.push('other touched');
  }

  sendCommand({ command, text }: { readonly command: string; readonly text?: string }): void {
    this.done.push(text === undefined ? command : `${command} ${text}`);
  }

  selectModel(modelId: string): Promise<void> {
    this.done.push(`model ${modelId}`);
    return Promise.resolve();
  }

  stop(): void {
    this.done.push('stop');
  }

  newConversation(): void {
    this.done.push('new conversation');
  }

  changeConversation(id: string, changes: object): Promise<void> {
    this.done.push(`change ${id} ${JSON.stringify(changes)}`);
    return Promise.resolve();
  }
}

/** A surface with such a session; `visible` can be changed. */
export function fakeSurface(conversationId: string | null) {
  const session = new FakeSession(conversationId);
  const shown = { visible: true, revealed: 0 };
  const surface: Surface = {
    session: session as unknown as SurfaceSession,
    isVisible: () => shown.visible,
    reveal: () => void (shown.revealed += 1),
  };
  return { session, shown, surface };
}
