import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { launchChromium } from '../../support/launchChromium.ts';
import { type App, type AppOptions, openApp } from './openApp.ts';

/** For the head of a test file, which gets a browser of its own. What it returns opens an app that is closed behind the test. */
export function appOpener(): (options?: AppOptions) => Promise<App> {
  let browser: Browser;
  const opened: App[] = [];
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((app) => app.close()));
  });
  return async (options) => {
    const app = await openApp(browser, options);
    opened.push(app);
    return app;
  };
}
