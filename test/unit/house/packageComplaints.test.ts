import { describe, expect, it } from 'vitest';
import { packageComplaints } from '../../support/packageComplaints.ts';

const notices = 'extension/dist/THIRD_PARTY_NOTICES.txt';
const names = ['extension.vsixmanifest', 'extension/dist/extension.cjs', notices];
const entries = (...more: readonly string[]) => [...names, ...more].map((name) => ({ name, size: 100 }));

describe('the check of the package', () => {
  it('is content with the committed files', () => {
    expect(packageComplaints(1_000_000, entries(), names)).toEqual([]);
  });

  it.each([
    ['a source map', 'extension/dist/extension.cjs.map', 'A source map is in it'],
    ['a TypeScript file', 'extension/dist/extension.ts', 'A source is in it'],
    ['a file of the tests', 'extension/test/fixtures/a.json', 'A source is in it'],
    ['a dependency', 'extension/node_modules/zod/index.js', 'A source is in it'],
  ])('objects to %s even when it is on the list', (_what, name, complaint) => {
    expect(packageComplaints(1_000_000, entries(name), [...names, name])).toEqual([`${complaint}: ${name}`]);
  });

  it('objects to more than 6 MB', () => {
    expect(packageComplaints(6_000_001, entries(), names)).toHaveLength(1);
  });

  it('names what is new and what is missing', () => {
    expect(packageComplaints(1_000_000, entries('extension/dist/new.wasm'), [...names, 'extension/media/icon.png'])).toEqual([
      'Not on the committed list: extension/dist/new.wasm',
      'On the committed list, but not in the package: extension/media/icon.png',
    ]);
  });

  it('wants the notices, and something in them', () => {
    const empty = entries().map((entry) => (entry.name === notices ? { ...entry, size: 0 } : entry));
    expect(packageComplaints(1_000_000, empty, names)).toEqual([`The third-party notices are missing: ${notices}`]);
  });
});
