import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../support/projectRoot.ts';
import { propertyTests } from '../../support/propertyTests.ts';
import { reportedCounts } from '../../support/reportedCounts.ts';
import { temporaryFolder } from '../archive/kit/temporaryFolder.ts';

describe('a tier', () => {
  it.each([
    ['that ran tests counts them', { numPassedTests: 2, numPendingTests: 1 }, true, { passed: 2, failed: 0, skipped: 1 }],
    ['that failed outside of a test has failed', { numPassedTests: 2 }, false, { passed: 2, failed: 1, skipped: 0 }],
    ['that ran nothing has failed', { numPassedTests: 0 }, true, { passed: 0, failed: 1, skipped: 0 }],
    ['that wrote no report has failed', null, true, { passed: 0, failed: 1, skipped: 0 }],
  ])('%s', async (_what, report, succeeded, counts) => {
    const file = join(await temporaryFolder(), 'report.json');
    if (report) writeFileSync(file, JSON.stringify(report));
    expect(reportedCounts(file, succeeded)).toEqual(counts);
  });
});

it('the soak has every test that asks how often it runs, and none that is gone', () => {
  const asking = readdirSync(join(projectRoot, 'test'), { recursive: true, encoding: 'utf8' })
    .map((path) => `test/${path.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.test.ts') && readFileSync(join(projectRoot, path), 'utf8').includes('support/propertyRuns.ts'));
  expect([...propertyTests].sort()).toEqual(asking.filter((path) => !path.startsWith('test/unit/house/')).sort());
});
