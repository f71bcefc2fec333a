import { chromium, type Browser } from 'playwright-core';
import { chromiumArguments, findChromium } from './chromium.ts';

/** A fresh headless browser; close it at the end. */
export async function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: findChromium(), args: [...chromiumArguments] });
}
