/** Which window carries out a request that several may have, because they keep the same draft. No method ever rejects. */
export interface RequestClaims {
  /**
   * True for one window only, which then writes the request down at once; also for a request that was claimed before, by a window that has not
   * released it and that this one has waited for in vain. True as well where nothing can be kept: that must not stop anybody from asking.
   */
  take(requestId: string): Promise<boolean>;
  /**
   * Asked when the request is written down, just before it is sent. False when another window has taken it meanwhile, which must have believed
   * this one dead because the disk kept it waiting.
   */
  keep(requestId: string): Promise<boolean>;
  /** The request was not written down: whoever has it may take it. */
  release(requestId: string): Promise<void>;
}
