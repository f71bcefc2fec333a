import { expect, it, vi } from 'vitest';
import { contributions } from '../../../src/composition/contributions.ts';
import { commandNames } from '../../../src/vscode/platform/commands.ts';

vi.mock('vscode', () => ({ CodeActionKind: { Empty: { append: (value: string) => ({ value }) } } }));

it('each command of the manifest belongs to one contribution', () => {
  expect(contributions.flatMap(({ commands }) => commands).sort()).toEqual([...commandNames].sort());
});

it('the window cannot be without the key, the archive and the surfaces; these start first, and each has a name of its own', () => {
  const required = contributions.filter((contribution) => contribution.required);
  expect(required.map(({ name }) => name)).toEqual(['keys', 'archive', 'chat']);
  expect(contributions.slice(0, required.length)).toEqual(required);
  expect(new Set(contributions.map(({ name }) => name)).size).toBe(contributions.length);
});
