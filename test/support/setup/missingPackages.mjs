import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Folders of packages that the lock file names and npm has not installed in that version. An installation that was interrupted counts as
 * none, because npm writes its own record last. Optional packages are left out: they may belong to another platform.
 * @param {string} projectRoot
 * @returns {string[]}
 */
export function missingPackages(projectRoot) {
  const wanted = packagesOf(join(projectRoot, 'package-lock.json'));
  const installed = packagesOf(join(projectRoot, 'node_modules', '.package-lock.json'));
  return Object.entries(wanted)
    .filter(([folder, entry]) => folder.includes('node_modules/') && !entry.link && !entry.optional && !entry.devOptional)
    .filter(([folder, { version }]) => installed[folder]?.version !== version)
    .map(([folder]) => folder);
}

/**
 * @typedef {{ version?: string, link?: boolean, optional?: boolean, devOptional?: boolean }} LockEntry
 * @param {string} file
 * @returns {Record<string, LockEntry>}
 */
function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
  } catch {
    return {};
  }
}
