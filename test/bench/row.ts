/** One line of the table. Medians unless the name says otherwise. */
export interface Row {
  /** What was measured, and how, in one line. */
  readonly name: string;
  readonly measured: number;
  /** "ms", "kB", "× the answer", … */
  readonly unit: string;
  /** The floor, or a peer, measured in the same run and in the same unit. */
  readonly beside?: { readonly name: string; readonly measured: number };
  /** An upper bound: of what was measured, or of its ratio to what stands beside it. */
  readonly goal?: { readonly of: 'measured' | 'ratio'; readonly atMost: number };
}
