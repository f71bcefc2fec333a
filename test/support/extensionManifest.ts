import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './projectRoot.ts';

interface Manifest {
  readonly name: string;
  readonly publisher: string;
  readonly version: string;
}

/** The package.json of an extension that lies in a folder. */
export function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}

/** The extension's package.json. */
export const extensionManifest = readManifest(projectRoot);

export const extensionId = `${extensionManifest.publisher}.${extensionManifest.name}`;

/** Where `npm run package` puts the .vsix. */
export const vsixPath = join(projectRoot, `${extensionManifest.name}-${extensionManifest.version}.vsix`);
