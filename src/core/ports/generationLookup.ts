import type { ReportedUsage } from './chatClient.ts';

/** What OpenRouter has on record about one generation: the bill of a request whose own usage never arrived. */
export interface GenerationRecord {
  readonly servedModelId: string | null;
  readonly provider: string | null;
  readonly usage: ReportedUsage;
}

export interface GenerationLookup {
  /** Null while there is no such record (404): it may come later. Rejects with ChatError for everything else, or with the signal's reason. */
  find(generationId: string, signal: AbortSignal): Promise<GenerationRecord | null>;
}
