// `npm test`: runs the default tiers and counts. `node test/support/runTiers.ts unit e2e` runs some (and what they need).
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './projectRoot.ts';
import { reportedCounts, type Counts } from './reportedCounts.ts';
import { runCommand } from './runCommand.ts';
import { tiers, type Tier } from './tiers.ts';

interface Outcome extends Counts {
  readonly name: string;
  readonly seconds: number;
}

/** Hard end of one command, on a busy machine. The default tiers together, and the soak, are each meant to stay below 25 minutes. */
const timeoutMs = 40 * 60_000;

const reports = join(projectRoot, 'out', 'reports');

/** The tiers asked for and, before them, those they rest on, in the order of the table. */
function select(names: readonly string[]): readonly Tier[] {
  const unknown = names.filter((name) => !tiers.some((tier) => tier.name === name));
  if (unknown.length > 0) throw new Error(`No such tier: ${unknown.join(', ')}. There are: ${tiers.map(({ name }) => name).join(', ')}.`);
  const wanted = new Set(names.length > 0 ? names : tiers.filter(({ byDefault }) => byDefault).map(({ name }) => name));
  for (const tier of tiers.toReversed()) if (wanted.has(tier.name)) for (const name of tier.after) wanted.add(name);
  return tiers.filter(({ name }) => wanted.has(name));
}

async function runTier(tier: Tier, done: readonly Outcome[]): Promise<Counts> {
  const broken = tier.after.filter((name) => done.some((outcome) => outcome.name === name && (outcome.failed > 0 || outcome.skipped > 0)));
  if (broken.length > 0) return skipped(tier, `it needs ${broken.join(', ')}, which did not pass.`);
  try {
    for (const need of tier.needs) await need();
  } catch (error) {
    return skipped(tier, error instanceof Error ? error.message : String(error));
  }
  return 'scripts' in tier.work ? runScripts(tier.work.scripts) : runReported(tier.name, tier.work.command);
}

function skipped(tier: Tier, reason: string): Counts {
  console.log(`Skipped: the tier "${tier.name}" cannot run: ${reason}`);
  return { passed: 0, failed: 0, skipped: 1 };
}

async function runScripts(scripts: readonly string[]): Promise<Counts> {
  let passed = 0;
  for (const script of scripts) {
    const succeeded = await runCommand(`npm run --silent ${script}`, timeoutMs);
    console.log(`${succeeded ? '✓' : '✗'} npm run ${script}`);
    if (succeeded) passed += 1;
  }
  return { passed, failed: scripts.length - passed, skipped: 0 };
}

async function runReported(name: string, command: (file: string) => string): Promise<Counts> {
  const file = join(reports, `${name}.json`);
  rmSync(file, { force: true });
  mkdirSync(reports, { recursive: true });
  const succeeded = await runCommand(command(file), timeoutMs);
  const counts = reportedCounts(file, succeeded);
  if (succeeded && counts.failed > 0) console.log(`✗ the tier "${name}" ran no test, or hides that one failed.`);
  return counts;
}

function printSummary(outcomes: readonly Outcome[]): void {
  const row = (...cells: readonly (string | number)[]): string =>
    cells.map((cell, index) => (index === 0 ? String(cell).padEnd(12) : String(cell).padStart(9))).join('');
  console.log(`\n${row('tier', 'passed', 'failed', 'skipped', 'seconds')}`);
  for (const { name, passed, failed, skipped, seconds } of outcomes) console.log(row(name, passed, failed, skipped, seconds.toFixed(1)));
}

const outcomes: Outcome[] = [];
for (const tier of select(process.argv.slice(2))) {
  console.log(`\n── ${tier.name} ${'─'.repeat(60 - tier.name.length)}`);
  const start = performance.now();
  const counts = await runTier(tier, outcomes);
  outcomes.push({ name: tier.name, seconds: (performance.now() - start) / 1000, ...counts });
}
printSummary(outcomes);
const sum = (key: keyof Counts): number => outcomes.reduce((total, outcome) => total + outcome[key], 0);
const total = { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
const nothingRan = total.passed + total.failed === 0;
if (total.failed > 0 || nothingRan || (total.skipped > 0 && process.env['CI'])) process.exitCode = 1;
console.log(`${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`);
