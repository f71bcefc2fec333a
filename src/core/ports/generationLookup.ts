import type { ReportedUsage } from './chatClient.ts';

/** What OpenRouter has on record about one generation: the bill of a request whose own usage never arrived. */
export interface GenerationRecord {
  readonly servedModelId: string | null;
  readonly provider: string | null;
  readonly usage: ReportedUsage;
}

export interface GenerationLookup {
  /**
   * Asks the server that made it (`ModelReference.endpoint`), with that server's key; the configured one where it is not known. Null while
   * there is no such record (404): it may come later. Rejects with ChatError for everything else, NO_KEY when there is none for that server
   * now, or with the signal's reason.
   */
  find(generationId: string, endpoint: string | null, signal: AbortSignal): Promise<GenerationRecord | null>;
}
