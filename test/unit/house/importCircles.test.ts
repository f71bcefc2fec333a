import { describe, expect, it } from 'vitest';
import { circles, importsOfFiles, importsOfFolders } from './kit/importGraph.ts';
import { productFiles, textOf } from './kit/sourceFiles.ts';

const planted = (sources: Readonly<Record<string, string>>) => importsOfFiles(new Map(Object.entries(sources)));

describe('the product', () => {
  const graph = importsOfFiles(new Map(productFiles('.ts', '.tsx').map((path) => [path, textOf(path)])));

  it('is read as a whole', () => {
    expect(graph.get('src/extension.ts')).toContain('src/composition/composeWindow.ts');
    expect(graph.get('webview-ui/main.tsx')).toContain('webview-ui/app/App.tsx');
    expect(graph.size).toBeGreaterThan(300);
  });

  it('has no circle of files', () => {
    expect(circles(graph)).toEqual([]);
  });

  it('has no circle of folders', () => {
    expect(circles(importsOfFolders(graph))).toEqual([]);
  });
});

describe('a planted circle', () => {
  it('of files is found, whatever leads around it', () => {
    const graph = planted({
      'src/a/one.ts': `import { two } from './two.ts';\nexport const one = two;`,
      'src/a/two.ts': `export { three } from './three.ts';`,
      'src/a/three.ts': `import type { One } from './one.ts';\nexport type Three = One;`,
      'src/a/outside.ts': `import { one } from './one.ts';\nexport const outside = one;`,
    });
    expect(circles(graph)).toEqual([['src/a/one.ts', 'src/a/three.ts', 'src/a/two.ts']]);
  });

  it.each([
    ['a dynamic import', `export const one = () => import('./one.ts');`],
    ['a type query', `export type Two = import('./one.ts').One;`],
    ['an import for its effect', `import './one.ts';`],
    ['a re-export', `export * from './one.ts';`],
  ])('of files is found through %s', (_form, code) => {
    const graph = planted({ 'src/a/one.ts': `import './two.ts';`, 'src/a/two.ts': code });
    expect(circles(graph)).toEqual([['src/a/one.ts', 'src/a/two.ts']]);
  });

  it('of folders is found where no files form one', () => {
    const graph = planted({
      'src/a/one.ts': `import '../b/two.ts';`,
      'src/b/two.ts': ``,
      'src/b/three.ts': `import '../c/four.ts';`,
      'src/c/four.ts': `import '../a/five.ts';`,
      'src/a/five.ts': ``,
    });
    expect(circles(graph)).toEqual([]);
    expect(circles(importsOfFolders(graph))).toEqual([['src/a', 'src/b', 'src/c']]);
  });

  it('of a folder and one inside it is found', () => {
    const graph = planted({
      'src/a/one.ts': `import './inner/two.ts';`,
      'src/a/inner/two.ts': ``,
      'src/a/inner/three.ts': `import '../four.ts';`,
      'src/a/four.ts': ``,
    });
    expect(circles(importsOfFolders(graph))).toEqual([['src/a', 'src/a/inner']]);
  });
});

it('two ways to one file are no circle', () => {
  const graph = planted({
    'src/a/one.ts': `import '../b/two.ts';\nimport '../c/three.ts';`,
    'src/b/two.ts': `import '../d/four.ts';`,
    'src/c/three.ts': `import '../d/four.ts';`,
    'src/d/four.ts': ``,
  });
  expect([circles(graph), circles(importsOfFolders(graph))]).toEqual([[], []]);
});
