import { fileURLToPath } from 'node:url';

/** Absolute path of the checkout: the folder of package.json, without a trailing separator. */
export const projectRoot = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');
