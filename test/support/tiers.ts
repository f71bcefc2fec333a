// What `npm test` consists of, in the order in which it runs.
import { ensureChromium } from './chromium.ts';
import { ensureWorkbench } from './workbenchInstall.ts';

export interface Tier {
  readonly name: string;
  /** npm scripts that each count as one test; or the command whose JSON report, written to `file`, is counted. */
  readonly work: { readonly scripts: readonly string[] } | { readonly command: (file: string) => string };
  /** Tiers that must pass first; they are run too when this one is asked for alone. */
  readonly after: readonly string[];
  /** What the machine must have: found or installed first, and the tier is skipped when that fails. */
  readonly needs: readonly (() => unknown)[];
}

const vitest = (project: string) => ({
  command: (file: string): string =>
    `vitest run --config .vitest.config.ts --project ${project} --reporter=default --reporter=json --outputFile.json=${file}`,
});

export const tiers: readonly Tier[] = [
  { name: 'check', work: { scripts: ['check:format', 'check:lint', 'check:types', 'check:unused'] }, after: [], needs: [] },
  { name: 'build', work: { scripts: ['build'] }, after: [], needs: [] },
  { name: 'unit', work: vitest('unit'), after: [], needs: [] },
  { name: 'integration', work: vitest('integration'), after: ['build'], needs: [] },
  { name: 'webview', work: vitest('webview'), after: ['build'], needs: [ensureChromium] },
  {
    name: 'exthost',
    work: { command: (file) => `node test/support/runExtensionHostTests.ts ${file}` },
    after: ['build'],
    needs: [ensureChromium, ensureWorkbench],
  },
  { name: 'package', work: { scripts: ['package'] }, after: [], needs: [] },
  { name: 'e2e', work: vitest('e2e'), after: ['package'], needs: [ensureChromium, ensureWorkbench] },
];
