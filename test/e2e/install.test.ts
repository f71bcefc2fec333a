import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { extensionManifest, vsixPath } from '../support/extensionManifest.ts';
import { launchChromium } from '../support/launchChromium.ts';
import { startWorkbench, type Workbench } from '../support/workbench.ts';
import { WorkbenchPage } from '../support/workbenchPage.ts';

let workbench: Workbench;
let browser: Browser;
let window: WorkbenchPage;

beforeAll(async () => {
  workbench = await startWorkbench({ extension: { vsix: vsixPath } });
  browser = await launchChromium();
  window = await WorkbenchPage.open(await browser.newContext(), workbench);
});

afterAll(async () => {
  await browser.close();
  await workbench.stop();
});

describe('the installed package', () => {
  it('shows its composer behind its icon, in the version that was packaged', async () => {
    const chat = await window.openChatView();
    expect(await chat.getByRole('textbox', { name: 'Message' }).isEditable()).toBe(true);
    await chat.getByText(extensionManifest.version).first().waitFor();
  });

  it('shows the cost meter in the status bar', async () => {
    await window.costMeter().waitFor();
    expect(await window.costMeter().innerText()).toContain('$');
  });

  it('opens in an editor, too', async () => {
    await window.runCommand('Neural Terminal: Open in Editor');
    const chat = await window.chat('editor');
    expect(await chat.getByRole('textbox', { name: 'Message' }).isEditable()).toBe(true);
  });

  it('comes back after a reload', async () => {
    await window.reload();
    await window.chat('sidebar');
    await window.chat('editor');
  });

  it('logs, and gives no one a reason to complain', () => {
    expect(workbench.extensionLog()).not.toBe('');
    expect(window.problems()).toEqual([]);
    expect(workbench.extensionHostErrors()).toEqual([]);
  });
});
