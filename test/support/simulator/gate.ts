/** Holds one answer after some pieces, until released: a test then knows where the stream stands without waiting for luck. */
export class Gate {
  readonly afterPieces: number;
  readonly #reached = Promise.withResolvers<void>();
  readonly #released = Promise.withResolvers<void>();

  constructor(afterPieces: number) {
    this.afterPieces = afterPieces;
  }

  /** Resolves when the pieces before the gate have been written to the socket. */
  get reached(): Promise<void> {
    return this.#reached.promise;
  }

  release(): void {
    this.#released.resolve();
  }

  /** For the simulator: waits at the gate. */
  async pass(): Promise<void> {
    this.#reached.resolve();
    await this.#released.promise;
  }
}
