import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './projectRoot.ts';

interface Manifest {
  readonly name: string;
  readonly publisher: string;
  readonly version: string;
}

/** The extension's package.json. */
export const extensionManifest = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as Manifest;

export const extensionId = `${extensionManifest.publisher}.${extensionManifest.name}`;

/** Where `npm run package` puts the .vsix. */
export const vsixPath = join(projectRoot, `${extensionManifest.name}-${extensionManifest.version}.vsix`);
