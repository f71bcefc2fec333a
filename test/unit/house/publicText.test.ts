import { globSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../support/projectRoot.ts';

/** Every text file of the repository, tests and dotfiles included; this one names what it looks for. */
const files = globSync(['*', '.*', '{src,webview-ui,test,docs,media,.ci,.vscode}/**/*'], {
  cwd: projectRoot,
  withFileTypes: true,
})
  .filter((entry) => entry.isFile() && !/\.(vsix|png|woff2|wasm|sqlite|ico|gif)$/.test(entry.name))
  .map((entry) => join(entry.parentPath, entry.name))
  .filter((file) => file !== import.meta.filename);

function linesWith(pattern: RegExp): readonly string[] {
  return files.flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line, index) =>
        pattern.test(line) ? [`${file.slice(projectRoot.length + 1).replaceAll(sep, '/')}:${index + 1}: ${line.trim()}`] : [],
      ),
  );
}

describe('the text of the repository', () => {
  it('is found', () => {
    expect(files.length).toBeGreaterThan(50);
    expect(files).toContain(join(projectRoot, '.ci', 'run'));
  });

  it.each([
    ['package registries', /\bregistry\.[a-z]|\bnpm_config_registry\b|--registry\b|\bartifactory\b|"resolved": "http/i],
    ['places on one machine', /(^|[^\w.])\/(work\/(main|shared)|root)\b/],
    ['hosts of a private network', /\w\.(internal|intranet|corp)\b/],
  ])('names no %s', (_what, pattern) => {
    expect(linesWith(pattern)).toEqual([]);
  });
});
