export interface OriginQuestion {
  /** Scheme, host and port. */
  readonly origin: string;
  /** The environment names the server, not the person: a folder that is opened may have brought it along. */
  readonly fromEnvironment: boolean;
}

/** Which servers the person has agreed to send messages and a key to. */
export interface OriginConsent {
  isConfirmed(origin: string): boolean;
  /** Asks, and waits: the person has just asked for something that goes there. False while there is no yes. */
  ask(question: OriginQuestion): Promise<boolean>;
  /** Asks by the way, once in a window, and waits for nothing. */
  offer(question: OriginQuestion): void;
}
