/** How often a property test runs: so often by default, a multiple of it in the soak. The seed is the same, so the first runs are, too. */
export function propertyRuns(byDefault: number): number {
  return byDefault * Number(process.env['PROPERTY_RUNS_FACTOR'] ?? 1);
}
