/**
 * Folders of packages that the lock file names and npm has not installed in that version. An installation that was interrupted counts as
 * none, because npm writes its own record last. Optional packages are left out: they may belong to another platform.
 */
export function missingPackages(projectRoot: string): string[];
