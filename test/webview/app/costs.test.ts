import { describe, expect, it } from 'vitest';
import type { CostsReport } from '../../../src/shared/model/costs.ts';
import { account, costsReport, emptyReport, spendWith, warned } from './moneyFixtures.ts';
import { appOpener } from './appOpener.ts';
import type { App } from './openApp.ts';
import { Refusal } from './scriptedHost.ts';
import { sonnet, status, surface } from './surfaceFixtures.ts';

const openApp = appOpener();
let app: App;

const region = () => app.page.getByRole('region', { name: 'Costs', exact: true });
const button = (name: string) => region().getByRole('button', { name, exact: true });
const open = async (report: CostsReport = costsReport(), width = 1200) => {
  app = await openApp({ state: surface({ status: status({ spend: spendWith(warned) }) }), width });
  app.host.on('costs', ({ all }) => ({ ...report, complete: all }));
  await app.host.post({ type: 'hostCommand', command: 'openCosts' });
  await region().locator('[data-total-usd]').waitFor();
};

describe('the costs view', () => {
  it('is opened by the host, asks for this month, and shows its total', async () => {
    await open();
    expect(app.host.requests('costs')).toEqual([{ all: false }]);
    const total = region().locator('[data-total-usd]');
    expect(await total.getAttribute('data-total-usd')).toBe('2.814150000000001');
    expect((await total.innerText()).replace(/\s+/g, ' ')).toBe('THIS MONTH ≈ $2.81');
    await region().getByText('4 simulated requests, in no sum.').waitFor();
  });

  it('is one region of the page, in which the keyboard of a screen reader goes by headings', async () => {
    await open();
    expect(await region().getByRole('region').count()).toBe(0);
    expect(await region().getByRole('group', { name: 'Budgets', exact: true }).count()).toBe(1);
    expect(await region().getByRole('heading').count()).toBeGreaterThan(3);
  });

  it('closes by Escape and gives the focus back to the composer', async () => {
    await open();
    await expect.poll(() => region().evaluate((element) => element.contains(document.activeElement))).toBe(true);
    await app.page.keyboard.press('Escape');
    await region().waitFor({ state: 'detached' });
    expect(await app.page.getByRole('textbox', { name: 'Message' }).evaluate((element) => element === document.activeElement)).toBe(true);
  });

  it('is open again after a reload, and read once', async () => {
    await open();
    await app.page.waitForFunction(() => sessionStorage.getItem('vscode-webview-state')?.includes('"costs"'));
    await app.page.reload();
    await region().locator('[data-total-usd]').waitFor();
    expect(app.host.requests('costs')).toHaveLength(2);
  });

  it('is read again when money has moved', async () => {
    await open();
    app.host.on('costs', () => costsReport({ totalUsd: '3' }));
    await app.host.update({ op: 'spend', spend: spendWith(warned, { monthUsd: '49' }) });
    await region().locator('[data-total-usd="3"]').waitFor();
  });

  it('shows all months on demand, and opens what it shows as CSV', async () => {
    await open();
    const all = button('All months');
    expect(await all.getAttribute('aria-pressed')).toBe('false');
    await all.click();
    await region().getByText('All months', { exact: true }).first().waitFor();
    await expect.poll(() => app.host.requests('costs').at(-1)).toEqual({ all: true });
    await button('Open as CSV').click();
    await expect.poll(() => app.host.requests('openCsv')).toEqual([{ all: true }]);
  });

  it('says when there is nothing in it', async () => {
    await open(emptyReport);
    await region().getByText('Nothing was spent this month. The first answer opens the first line.').waitFor();
  });

  it('says why it cannot be read, and reads again on demand', async () => {
    app = await openApp();
    app.host.on('costs', () => new Refusal({ code: 'ARCHIVE_DAMAGED', message: 'The ledger cannot be read.' }));
    await app.host.post({ type: 'hostCommand', command: 'openCosts' });
    await region().getByRole('alert').getByText('The ledger cannot be read.').waitFor();
    app.host.on('costs', () => costsReport());
    await button('Read again').click();
    await region().locator('[data-total-usd]').waitFor();
    expect(await region().getByRole('alert').count()).toBe(0);
  });
});

describe('the table', () => {
  it('is a table: a row for each day and model, and the sums of each day, exact in their attributes', async () => {
    await open();
    const table = region().getByRole('table');
    const headers = await table.getByRole('columnheader').allInnerTexts();
    expect(headers).toEqual(['Day', 'Model', 'Requests', 'Tokens in', 'Tokens out', 'Cost']);
    const rows = (await table.getByRole('row').allInnerTexts()).slice(1).map((row) => row.replace(/\s+/g, ' ').trim());
    expect(rows).toEqual([
      '2026-03-03 all models 15 240,808 77,624 ≈ $2.51',
      `${sonnet} 12 120,404 38,812 ≈ $2.51`,
      'openai/gpt-5-mini 3 120,404 38,812 $0.00412',
      '2026-03-01 all models 1 120,404 38,812 $0.3000',
      `${sonnet} 1 120,404 38,812 $0.3000`,
    ]);
    expect(await table.locator('[data-day="2026-03-03"]').getAttribute('data-day-usd')).toBe('2.514150000000001');
    expect(await table.locator('.row-cost span').nth(1).getAttribute('title')).toContain('2.510030000000001 USD');
  });

  it('narrow, scrolls in a box of its own that the keyboard reaches', async () => {
    await open(costsReport(), 300);
    const box = region().getByRole('group', { name: 'Costs per day and model' });
    expect(await box.evaluate((element) => element.scrollWidth > element.clientWidth)).toBe(true);
    await box.focus();
    await app.page.keyboard.press('End');
    await app.page.keyboard.press('ArrowRight');
    await expect.poll(() => box.evaluate((element) => element.scrollLeft)).toBeGreaterThan(0);
    expect(await region().evaluate((element) => element.querySelector('.ledger')!.scrollWidth <= element.clientWidth)).toBe(true);
  });
});

describe('an unresolved request', () => {
  const row = (index: number) => region().locator('[data-attempt]').nth(index);

  it('says what it is estimated at and what is reserved for it', async () => {
    await open();
    expect((await row(0).locator('p').nth(1).innerText()).replace(/\s+/g, ' ')).toBe(
      '≈ $0.00120 estimated, reserves $0.0400 of the budgets',
    );
    expect(await row(0).getAttribute('data-reserved-usd')).toBe('0.04');
    expect(await row(1).innerText()).toContain('cannot be asked about it');
    expect(await row(1).getByRole('button').count()).toBe(1);
    expect(await row(1).getByRole('button', { name: 'Dismiss', exact: true }).count()).toBe(1);
  });

  it('goes when its bill is found, and the focus stays in its place', async () => {
    await open();
    app.host.on('costs', () => costsReport({ unresolved: costsReport().unresolved.slice(1) }));
    await row(0).getByRole('button', { name: 'Check' }).click();
    await expect.poll(() => region().locator('[data-attempt]').count()).toBe(1);
    expect(app.host.requests('checkRequest')).toEqual([{ attempt: 'a1' }]);
    expect(
      await region()
        .getByRole('heading', { name: 'Unresolved requests 1' })
        .evaluate((element) => element === document.activeElement),
    ).toBe(true);
  });

  it('shows that it is being asked about, and the refusal beside it', async () => {
    await open();
    const answer = Promise.withResolvers<Refusal>();
    app.host.on('checkRequest', () => answer.promise);
    await row(0).getByRole('button', { name: 'Check' }).click();
    await row(0).getByText('Asking for the bill').waitFor();
    answer.resolve(new Refusal({ code: 'HTTP_404', message: 'OpenRouter does not know it yet.' }));
    await row(0).getByRole('alert').getByText('OpenRouter does not know it yet.').waitFor();
    expect(await app.page.locator('.composer').getByRole('alert').count()).toBe(0);
  });

  it('is dismissed', async () => {
    await open();
    await row(1).getByRole('button', { name: 'Dismiss' }).click();
    await expect.poll(() => app.host.requests('dismissRequest')).toEqual([{ attempt: 'a2' }]);
  });
});

it('the record of estimates is shown by model', async () => {
  await open();
  await region().getByText('×1.04 over 12 bills').waitFor();
});

it('every limit is shown, and can be raised', async () => {
  await open();
  expect((await region().locator('.limits li').allInnerTexts()).map((text) => text.replace(/\s+/g, ' '))).toEqual([
    expect.stringContaining('This conversation 82.3 % $4.1149 / $5.00'),
    expect.stringContaining('This day 31.6 % $6.3120 / $20.00'),
    expect.stringContaining('This month 48.1 % $48.0700 / $100.00'),
  ]);
  await button('Raise Budget…').click();
  await expect.poll(() => app.host.requests('raiseBudget')).toEqual([{}]);
});

describe('the account check', () => {
  it('sets the ledger beside what OpenRouter says, and names the difference', async () => {
    await open();
    app.host.on('checkAccount', () => account({ ledgerUsd: '48.07', differenceUsd: '0.0012' }));
    await button('Compare with OpenRouter').click();
    await region().getByText('OpenRouter charged $0.00120000 more than the ledger has: other programs use this key.').waitFor();
    const text = (await region().getByRole('group', { name: 'Account' }).innerText()).replace(/\s+/g, ' ');
    expect(text).toContain('Key sk-or-v1-abc…123, free tier');
    expect(text).toContain('Limit of the key $50.00, $1.93 left');
    expect(text).toContain('Free requests today 3 of 50');
    expect(text).toContain('$48.07120000 In the ledger since $48.07000000');
    expect(await region().locator('[data-difference-usd]').getAttribute('data-difference-usd')).toBe('0.0012');
  });

  it('says what a first check is', async () => {
    await open();
    app.host.on('checkAccount', () => account({ since: null }));
    await button('Compare with OpenRouter').click();
    await region().getByText('First check of this key').waitFor();
    expect(await region().getByText('In the ledger since').count()).toBe(0);
  });

  it('says why it cannot be made', async () => {
    await open();
    app.host.on('checkAccount', () => new Refusal({ code: 'NO_KEY', message: 'No key is set, so there is no account.' }));
    await button('Compare with OpenRouter').click();
    await region().getByRole('alert').getByText('No key is set, so there is no account.').waitFor();
  });
});
