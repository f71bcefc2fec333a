import { readFileSync } from 'node:fs';
import { join } from 'node:path';

// Plain JavaScript, because any Node must be able to run it before anything is installed; described in missingPackages.d.mts.
export function missingPackages(projectRoot) {
  const wanted = packagesOf(join(projectRoot, 'package-lock.json'));
  const installed = packagesOf(join(projectRoot, 'node_modules', '.package-lock.json'));
  return Object.entries(wanted)
    .filter(([folder, entry]) => folder.includes('node_modules/') && !entry.link && !entry.optional && !entry.devOptional)
    .filter(([folder, { version }]) => installed[folder]?.version !== version)
    .map(([folder]) => folder);
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
  } catch {
    return {};
  }
}
