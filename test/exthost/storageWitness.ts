import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ours from '../../package.json' with { type: 'json' };

export const storageWitnessId = 'neural-terminal.storage-witness';

const version = '0.0.1';

/** Writes an extension that hands out the storage VS Code gives to it: a test has no other way to a real one. */
export function writeStorageWitness(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const [publisher, name] = storageWitnessId.split('.');
  const manifest = { publisher, name, version, engines: ours.engines, main: './main.js', extensionKind: ['workspace'] };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  const activate = '({ secrets, workspaceState }) => ({ secrets, workspaceState })';
  writeFileSync(join(folder, 'main.js'), `exports.activate = ${activate};\n`);
}

/** The same into a folder of installed extensions, with the list that VS Code keeps of them. */
export function installStorageWitness(extensions: string): void {
  const relativeLocation = `${storageWitnessId}-${version}`;
  const folder = join(extensions, relativeLocation);
  writeStorageWitness(folder);
  const location = { $mid: 1, path: folder, scheme: 'file' };
  writeFileSync(
    join(extensions, 'extensions.json'),
    JSON.stringify([{ identifier: { id: storageWitnessId }, version, location, relativeLocation, metadata: {} }]),
  );
}
