// The browser of the webview, exthost and e2e tiers: whatever Chromium the machine has, or Debian's package.
import { spawnSync } from 'node:child_process';
import { findOnPath, isExecutable } from './setup/findOnPath.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge'];
const usualPlaces = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'];

/**
 * Quiet, and without a sandbox (containers run as root). QUIC and the background services would only reach for a network that tests
 * must not need.
 */
export const chromiumArguments: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Path of a Chromium: the one named by CHROMIUM_PATH, else the first usual name on the path. Throws a sentence that says what to do. */
export function findChromium(): string {
  const named = process.env['CHROMIUM_PATH'];
  if (named) {
    if (isExecutable(named)) return named;
    throw new Error(`CHROMIUM_PATH names ${named}, which is not an executable file.`);
  }
  const found = findOnPath(...names) ?? usualPlaces.find(isExecutable);
  if (found) return found;
  throw new Error('No Chromium found. Install one (Debian, Ubuntu: apt-get install chromium) or name it with CHROMIUM_PATH.');
}

/** Like findChromium, but installs Debian's package first where that is possible: as root, with apt-get. */
export function ensureChromium(): string {
  try {
    return findChromium();
  } catch (error) {
    if (process.env['CHROMIUM_PATH'] || process.getuid?.() !== 0 || !findOnPath('apt-get')) throw error;
  }
  console.log('Installing Chromium with apt-get.');
  aptGet('update');
  aptGet('install', '--yes', '--no-install-recommends', 'chromium');
  return findChromium();
}

function aptGet(...args: string[]): void {
  const { status, stderr } = spawnSync('apt-get', ['-qq', ...args], {
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (status !== 0) throw new Error(`No Chromium found, and apt-get ${args[0]} failed:\n${stderr.trim()}`);
}
