/** What became of one test in the extension host. */
export interface TestResult {
  readonly title: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  readonly durationMs: number;
  readonly error?: string;
}

const mark = 'exthost-test ';

export function resultLine(result: TestResult): string {
  return mark + JSON.stringify(result);
}

/** The result that a console line carries, if it carries one. */
export function readResultLine(line: string): TestResult | undefined {
  const start = line.indexOf(mark);
  return start < 0 ? undefined : (JSON.parse(line.slice(start + mark.length)) as TestResult);
}

export function describeResult({ title, state, durationMs, error }: TestResult): string {
  const sign = { passed: '✓', failed: '✗', skipped: '-' }[state];
  return `${sign} ${title} ${durationMs} ms${error ? `\n${error}` : ''}`;
}
