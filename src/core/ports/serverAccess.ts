/** Whether the model service may be asked, and at whose expense. */
export interface ServerAccess {
  /**
   * The person waits for something that goes to the configured server. May ask them. Rejects with ChatError when nothing may be sent: NO_KEY,
   * BAD_SETTING, or REFUSED where they have not agreed to the server.
   */
  require(): Promise<void>;
  /** True for a server of this machine that is asked without a key (`endpoint`: `ModelReference.endpoint`): what has no price costs nothing there. */
  isLocal(endpoint: string | null): Promise<boolean>;
}
