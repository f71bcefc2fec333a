import type { HostCommand } from '../../shared/protocol/messages.ts';
import type { SurfaceSteps } from './surfaceSteps.ts';

/** Commands of the host for the page of one surface. They wait for a page that listens, and reach it once. */
export class HostCommandQueue {
  readonly #post: (command: HostCommand) => void;
  readonly #steps: SurfaceSteps;
  #waiting: HostCommand[] = [];

  constructor(post: (command: HostCommand) => void, steps: SurfaceSteps) {
    this.#post = post;
    this.#steps = steps;
  }

  /** Sent when the page listens, at once if it does. */
  send(command: HostCommand): void {
    this.#waiting.push(command);
    if (this.#steps.listening) this.flush();
  }

  /** Sends what waits, after the steps that are under way. */
  flush(): void {
    void this.#steps.enqueue('host commands', () => {
      for (const command of this.#waiting.splice(0)) this.#post(command);
    });
  }
}
