import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '../support/waitFor.ts';
import type { WorkbenchPage } from '../support/workbenchPage.ts';
import { chat, Laboratory } from './laboratory.ts';

const patienceMs = 45_000;

let laboratory: Laboratory;
let window: WorkbenchPage;
let sidebar: Frame;
beforeAll(async () => {
  laboratory = await Laboratory.open({ settings: { 'neuralTerminal.budget.dayUsd': 2 } });
  window = await laboratory.window();
  sidebar = await window.openChatView();
});
afterAll(() => laboratory.close());

const cost = (frame: Frame) => chat.answer(frame).locator('[data-cost-usd]');
const billedUsd = () => laboratory.simulator.bills.reduce((sum, { paidUsd }) => sum + Number(paidUsd), 0);

/** Waits until the newest entry's money comes from this source. */
async function costFrom(frame: Frame, source: string): Promise<string | null> {
  await chat.answer(frame).locator(`[data-cost-source="${source}"]`).waitFor({ timeout: patienceMs });
  return cost(frame).getAttribute('data-cost-usd');
}

describe('while a message is written', () => {
  it('its tokens and what it may cost stand under it', async () => {
    await sidebar.getByRole('textbox', { name: 'Message' }).fill('How much would this be?');
    const forecast = sidebar.locator('.forecast');
    await forecast.locator('.forecast-tokens').waitFor();
    const [least, most] = await Promise.all(['data-least-usd', 'data-most-usd'].map((name) => forecast.getAttribute(name)));
    expect(Number(least)).toBeGreaterThan(0);
    expect(Number(most)).toBeGreaterThan(Number(least));
    await sidebar.getByRole('textbox', { name: 'Message' }).fill('');
  });
});

describe('an answer that is stopped', () => {
  it('is an estimate first, and then what OpenRouter billed', async () => {
    laboratory.simulator.generationLateMs = 1500;
    laboratory.simulator.say('alpha beta gamma delta epsilon zeta eta theta');
    const gate = laboratory.simulator.hold(4);
    await chat.transmit(sidebar, 'List some letters.');
    await gate.reached;
    await chat.answer(sidebar).getByText('alpha').waitFor();
    await sidebar.getByRole('button', { name: 'Stop' }).click();
    await chat.settled(sidebar);
    expect(Number(await costFrom(sidebar, 'estimate'))).toBeGreaterThan(0);
    gate.release();
    await laboratory.simulator.idle();
    const bill = laboratory.simulator.bills.at(-1);
    expect(bill?.cancelled).toBe(true);
    expect(await costFrom(sidebar, 'generation')).toBe(bill?.paidUsd);
  });

  it('of a provider that bills to the end is waited for in silence', async () => {
    await chat.newConversation(sidebar);
    await chat.chooseModel(sidebar, 'simulated/google');
    const gate = laboratory.simulator.hold(4);
    await chat.transmit(sidebar, 'List some letters, too.');
    await gate.reached;
    await chat.answer(sidebar).getByText('alpha').waitFor();
    await sidebar.getByRole('button', { name: 'Stop' }).click();
    await chat.settled(sidebar);
    gate.release();
    expect(await costFrom(sidebar, 'usage')).toBe(laboratory.simulator.bills.at(-1)?.paidUsd);
    expect(await chat.answer(sidebar).locator('.text').innerText()).not.toContain('theta');
  });
});

describe('the cost meter', () => {
  it('shows what was billed', async () => {
    await waitFor('the meter', patienceMs, async () => ((await window.costMeter().innerText()).includes('≈') ? undefined : true));
    const label = await window.costMeter().getByRole('button').getAttribute('aria-label');
    expect(label).toContain(`Today (local day): $${String(billedUsd())}`);
  });

  it('leads to the table of costs', async () => {
    await window.costMeter().click();
    const costs = sidebar.getByRole('region', { name: 'Costs' });
    await costs.getByRole('table').getByText('simulated/google').waitFor();
    await costs.getByRole('table').getByText('openai/gpt-4o-mini').waitFor();
    expect(Number(await costs.locator('[data-total-usd]').getAttribute('data-total-usd'))).toBeCloseTo(billedUsd(), 12);
  });

  it('compares the ledger with the account', async () => {
    const costs = sidebar.getByRole('region', { name: 'Costs' });
    await costs.getByRole('button', { name: 'Compare with OpenRouter' }).click();
    await costs.getByText('sk-or-v1-sim').first().waitFor();
    expect(laboratory.simulator.requests.some(({ path }) => path.endsWith('/key'))).toBe(true);
  });

  it('opens the ledger as CSV', async () => {
    const costs = sidebar.getByRole('region', { name: 'Costs' });
    await costs.getByRole('button', { name: 'Open as CSV' }).click();
    await window.page.locator('.monaco-editor').getByText('served_model').first().waitFor();
    await sidebar.getByRole('button', { name: 'Close' }).click();
  });
});

describe('a budget that has no room for another message', () => {
  let narrow: Laboratory;
  beforeAll(async () => {
    // A request costs half a cent whatever its length: the third one does not fit.
    narrow = await Laboratory.open({
      settings: { 'neuralTerminal.budget.dayUsd': 0.012, 'neuralTerminal.model.default': 'simulated/per-request' },
    });
  });
  afterAll(() => narrow.close());

  it('refuses it visibly, and lets it go when the limit is raised', async () => {
    const shown = await narrow.window();
    const frame = await shown.openChatView();
    const composer = frame.locator('.composer');
    narrow.simulator.say('Half a cent.');
    for (const [index, text] of ['One.', 'Two.'].entries()) {
      await chat.transmit(frame, text);
      await frame.locator('article.assistant').nth(index).locator('[data-cost-source="usage"]').waitFor();
    }
    await chat.transmit(frame, 'Three.');
    await expect.poll(() => composer.innerText()).toMatch(/the budget of this day \(\$0\.0120\) has \$0\.0\d+ left/i);
    await composer.getByRole('button', { name: 'Raise limit' }).click();
    await shown.page
      .locator('.quick-input-widget')
      .getByRole('option', { name: /^Each day/ })
      .click();
    await shown.answerInput('0.03', '1');
    await composer.getByRole('button', { name: 'Raise limit' }).waitFor({ state: 'detached' });
    narrow.simulator.say('One and a half.');
    await frame.getByRole('button', { name: 'Transmit' }).click();
    await chat.answer(frame).getByText('One and a half.').waitFor();
    await chat.settled(frame);
    expect(narrow.simulator.bills).toHaveLength(3);
  });
});

describe('a crash in mid-stream', () => {
  it('leaves an answer whose bill is found by the next window', async () => {
    await chat.newConversation(sidebar);
    await chat.chooseModel(sidebar, 'openai/gpt-4o-mini');
    laboratory.simulator.say('alpha beta gamma delta epsilon zeta eta theta');
    const gate = laboratory.simulator.hold(5);
    await chat.transmit(sidebar, 'Crash now.');
    await gate.reached;
    await chat.answer(sidebar).getByText('alpha').waitFor();
    await laboratory.crashAndRestart();
    gate.release();
    await laboratory.simulator.idle();
    window = await laboratory.window();
    sidebar = await window.openChatView();
    await chat.openFromArchive(sidebar, 'Crash now');
    expect(await costFrom(sidebar, 'generation')).toBe(laboratory.simulator.bills.at(-1)?.paidUsd);
    expect(window.problems()).toEqual([]);
  });
});
