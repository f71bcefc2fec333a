import { posix } from 'node:path';
import { expect, it } from 'vitest';
import { filesUnder, productFiles } from './kit/sourceFiles.ts';

/** `a/b/name.more.ts` → `a/b/name` */
const withoutEnding = (path: string): string => posix.join(posix.dirname(path), posix.basename(path).split('.', 1)[0] ?? '');

/** Tests of the whole house, and of what real parts and their fakes have in common. */
const withoutOneSource = ['test/unit/house/', 'test/unit/contracts/'];

/** Tests that have no file of their name, in the folder of their name, on the other side. */
function withoutSource(tests: readonly string[], sources: readonly string[]): readonly string[] {
  const known = new Set(sources.map(withoutEnding));
  const sourceOf = (test: string): string => {
    const path = withoutEnding(test).slice('test/unit/'.length);
    return path.startsWith('webview-ui/') ? path : `src/${path}`;
  };
  return tests.filter((test) => !withoutOneSource.some((folder) => test.startsWith(folder)) && !known.has(sourceOf(test)));
}

const sources = productFiles('.ts', '.tsx', '.css');

it('every unit test stands where its source stands, under the same name', () => {
  const tests = filesUnder('test/unit', '.test.ts', '.test.tsx');
  expect(tests.length).toBeGreaterThan(100);
  expect(withoutSource(tests, sources)).toEqual([]);
});

it('a test in another folder, of another name, or of nothing is found', () => {
  const [first = '', ...others] = [
    'test/unit/core/chat/chatOrchestrator.retry.test.ts',
    'test/unit/core/answers/chatOrchestrator.test.ts',
    'test/unit/core/chat/orchestrator.test.ts',
    'test/unit/webview-ui/chat/chatOrchestrator.test.tsx',
  ];
  expect(withoutSource([first, ...others], ['src/core/chat/chatOrchestrator.ts'])).toEqual(others);
});
