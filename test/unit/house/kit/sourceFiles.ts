import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../../support/projectRoot.ts';

/** The paths of the product's files with these endings, from the root, with `/` between folders. */
export function productFiles(...endings: readonly string[]): readonly string[] {
  return ['src', 'webview-ui'].flatMap((folder) => filesUnder(folder, ...endings));
}

/** The paths of the files with these endings under a folder of the project. */
export function filesUnder(folder: string, ...endings: readonly string[]): readonly string[] {
  const paths = globSync(`${folder}/**/*`, { cwd: projectRoot }).map((path) => path.replaceAll('\\', '/'));
  return paths.filter((path) => endings.some((ending) => path.endsWith(ending))).sort();
}

/** The text of a file of the project, by its path from the root. */
export function textOf(path: string): string {
  return readFileSync(join(projectRoot, path), 'utf8');
}
