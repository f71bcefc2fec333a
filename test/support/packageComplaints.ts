import type { ZipEntry } from './zipEntries.ts';

const limitBytes = 6_000_000;
const notices = 'extension/dist/THIRD_PARTY_NOTICES.txt';

/** Everything that is wrong with a .vsix, one sentence each; `expected` is the committed list of the files in it. */
export function packageComplaints(packageBytes: number, entries: readonly ZipEntry[], expected: readonly string[]): readonly string[] {
  const names = entries.map(({ name }) => name);
  const complaints: string[] = [];
  if (packageBytes > limitBytes) complaints.push(`The package has ${packageBytes} bytes, more than ${limitBytes}.`);
  for (const name of names) {
    if (name.endsWith('.map')) complaints.push(`A source map is in it: ${name}`);
    if (/\.(ts|tsx|mts|cts)$|^extension\/(src|webview-ui|test|node_modules)\//.test(name)) complaints.push(`A source is in it: ${name}`);
  }
  if (!entries.some(({ name, size }) => name === notices && size > 0)) complaints.push(`The third-party notices are missing: ${notices}`);
  for (const name of names) if (!expected.includes(name)) complaints.push(`Not on the committed list: ${name}`);
  for (const name of expected) if (!names.includes(name)) complaints.push(`On the committed list, but not in the package: ${name}`);
  return complaints;
}
