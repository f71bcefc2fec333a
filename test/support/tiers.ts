// What `npm test` consists of, in the order in which it runs; and what runs only when it is asked for.
import { ensureChromium } from './chromium.ts';
import { ensureWorkbench } from './setup/ensureWorkbench.mjs';

export interface Tier {
  readonly name: string;
  /** npm scripts that each count as one test; or the command whose JSON report, written to `file`, is counted. */
  readonly work: { readonly scripts: readonly string[] } | { readonly command: (file: string) => string };
  /** Tiers that must pass first; they are run too when this one is asked for alone. */
  readonly after: readonly string[];
  /** What the machine must have: found or installed first, and the tier is skipped when that fails. */
  readonly needs: readonly (() => unknown)[];
  /** False: not part of `npm test`. */
  readonly byDefault: boolean;
}

const vitest = (project: string) => ({
  command: (file: string): string =>
    `vitest run --config .vitest.config.ts --project ${project} --reporter=default --reporter=json --outputFile.json=${file}`,
});

export const tiers: readonly Tier[] = [
  {
    name: 'check',
    work: { scripts: ['check:format', 'check:lint', 'check:types', 'check:unused'] },
    after: [],
    needs: [],
    byDefault: true,
  },
  { name: 'build', work: { scripts: ['build'] }, after: [], needs: [], byDefault: true },
  { name: 'unit', work: vitest('unit'), after: [], needs: [], byDefault: true },
  { name: 'integration', work: vitest('integration'), after: ['build'], needs: [], byDefault: true },
  { name: 'webview', work: vitest('webview'), after: ['build'], needs: [ensureChromium], byDefault: true },
  {
    name: 'exthost',
    work: { command: (file) => `node test/support/runExtensionHostTests.ts ${file}` },
    after: ['build'],
    needs: [ensureChromium, ensureWorkbench],
    byDefault: true,
  },
  { name: 'package', work: { scripts: ['package'] }, after: [], needs: [], byDefault: true },
  { name: 'e2e', work: vitest('e2e'), after: ['package'], needs: [ensureChromium, ensureWorkbench], byDefault: true },
  // More of the same: kills and messages by the thousand, answers by the hundred, property tests with many more runs.
  { name: 'soak', work: vitest('soak'), after: ['build'], needs: [ensureChromium], byDefault: false },
];
