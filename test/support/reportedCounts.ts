import { readFileSync } from 'node:fs';

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** What a command says in its JSON report, `file`. One that fails without a failed test broke outside of one; so did one that ran no test. */
export function reportedCounts(file: string, succeeded: boolean): Counts {
  const { passed, failed, skipped } = readReport(file);
  const isBroken = !succeeded || passed + failed + skipped === 0;
  return { passed, failed: failed === 0 && isBroken ? 1 : failed, skipped };
}

function readReport(file: string): Counts {
  let report: Partial<Record<string, number>>;
  try {
    report = JSON.parse(readFileSync(file, 'utf8')) as typeof report;
  } catch {
    return { passed: 0, failed: 0, skipped: 0 };
  }
  const count = (name: string): number => report[`num${name}Tests`] ?? 0;
  return { passed: count('Passed'), failed: count('Failed'), skipped: count('Pending') + count('Todo') };
}
