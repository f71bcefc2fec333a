/** ms of each. */
export interface ClaimTimes {
  readonly ours: number[];
  readonly floor: number[];
}
