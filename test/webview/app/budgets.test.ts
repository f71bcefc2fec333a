import { describe, expect, it } from 'vitest';
import type { Spend } from '../../../src/shared/model/costs.ts';
import type { SurfaceState } from '../../../src/shared/protocol/surfaceState.ts';
import { budget, firstTokenTimes, forecast, reached, spendWith, warned, wholeTimes } from './moneyFixtures.ts';
import { appOpener } from './appOpener.ts';
import type { App, AppOptions } from './openApp.ts';
import { Refusal } from './scriptedHost.ts';
import { answerEntry, chat, conversation, spend, status, surface, userEntry } from './surfaceFixtures.ts';

const openApp = appOpener();
let app: App;

const talk = (money: Spend = spendWith(warned)): SurfaceState => ({
  ...chat(userEntry('a', 'Hello'), answerEntry('b', 'Yes.', { usage: { promptTokens: 38_123, completionTokens: 788 } })),
  branch: { usd: '0.0148', approximate: false },
  status: status({ spend: money, times: { firstToken: firstTokenTimes, whole: wholeTimes } }),
});
const open = async (money?: Spend, options: AppOptions = {}) => {
  app = await openApp({ state: talk(money), width: 1200, ...options });
};
const cell = (name: string) => app.page.getByRole('group', { name, exact: true });
/** What the eye sees of a cell. */
const seen = async (name: string) => (await cell(name).innerText()).replace(/\s+/g, ' ').trim();
const button = (name: string) => app.page.getByRole('button', { name, exact: true });
const field = () => app.page.getByRole('textbox', { name: 'Message', exact: true });

describe('the telemetry', () => {
  it('shows the nearest budget: percentage, sum and limit, and what belongs to no limit', async () => {
    await open(spendWith(budget(), { unresolved: 2 }));
    const text = await seen('Spend');
    expect(text).toContain('BUDGET CONSUMED 61.4 % $3.0712 / $5.00');
    expect(text).toContain('today $6.31 month $48.07 this branch $0.0148');
    expect(text).toContain('left in conversation $0.6570');
    expect(text).toContain('reserved for requests $0.2281');
  });

  it('draws what is spent up to the warning level, what is beyond it, and what is reserved', async () => {
    await open();
    const width = (part: string) =>
      cell('Spend')
        .locator(`.budget-bar .${part}`)
        .evaluate((rect) => Number(rect.getAttribute('width')));
    expect(await width('spent')).toBe(80);
    expect(await width('beyond')).toBeCloseTo(2.298, 3);
    expect(await width('reserved')).toBeCloseTo(4.562, 3);
  });

  it('shows what this conversation cost where no budget is set', async () => {
    await open(spend({ budgets: [], leftUsd: null }));
    expect(await seen('Spend')).toContain('SPENT IN THIS CONVERSATION $0.00943');
  });

  it('keeps spend, left and velocity in the narrow strip', async () => {
    await open(spendWith(warned), { width: 300 });
    expect(await seen('Spend')).toBe('SPENT $4.11 LEFT $0.6570');
    expect(await cell('Velocity').isVisible()).toBe(true);
    expect(await cell('Context').isVisible()).toBe(false);
  });

  it('opens the costs from the unresolved requests', async () => {
    await open(spendWith(warned, { unresolved: 2 }));
    await button('2 unresolved').click();
    await app.page.getByRole('region', { name: 'Costs', exact: true }).waitFor();
  });

  it('says of a fork that its branch has what was inherited in it', async () => {
    const forkedFrom = { conversationId: 'origin', messageId: 'b' };
    app = await openApp({ state: { ...talk(), conversation: conversation({ forkedFrom }) }, width: 1200 });
    expect(await seen('Spend')).toContain('branch, inherited too $0.0148');
  });

  it('follows the money of the shown branch', async () => {
    await open();
    await app.host.update({ op: 'branch', branch: { usd: '0.5', approximate: true } });
    expect(await seen('Spend')).toContain('this branch ≈ $0.5000');
  });

  it('shows how full the window of the model is, the draft included', async () => {
    await open();
    expect(await seen('Context')).toBe('CONTEXT 19 % 38,911 / 200,000 in 38k out 788');
    app.host.on('forecast', () => forecast({ promptTokens: 40_702 }));
    await field().fill('Hello');
    await expect.poll(() => seen('Context')).toBe('CONTEXT 20 % 40,702 / 200,000 in 38k out 788 draft 1,791');
  });

  it('shows the median and the slow end of both times, and says them', async () => {
    await open();
    expect(await seen('Latency')).toBe('FIRST TOKEN 0.6 s p50 p95 1.7 s WHOLE ANSWER 5.1 s p50 p95 12.4 s');
    await cell('Latency').getByRole('img', { name: 'First token, 84 requests: half within 0.6 s, 95 % within 1.7 s' }).waitFor();
    expect(await cell('Latency').locator('.times').first().locator('rect').count()).toBe(8);
    expect(await cell('Latency').locator('.times').first().locator('rect.slow').count()).toBe(1);
  });

  it('shows each model’s share of the spending, and the price of the current one', async () => {
    await open();
    expect(await seen('Models')).toBe(
      'price per million $3 / $15 SHARE OF SPEND claude-sonnet-4.5 61 % gpt-5-mini 27 % gemini-2.5-flash 12 %',
    );
  });
});

describe('the lamp Budget', () => {
  it.each([
    ['no limit', 'off', spend({ budgets: [], leftUsd: null })],
    ['within limits', 'on', spendWith(budget())],
    ['warning level', 'warn', spendWith(warned)],
    ['suspended', 'alarm', spendWith(reached)],
  ])('says %s', async (status, light, money) => {
    await open(money);
    const lamp = button(`Budget lamp: ${status}`);
    expect(await lamp.getAttribute('data-light')).toBe(light);
  });

  it('lists each limit in its note, and leads to the costs', async () => {
    await open(spendWith(warned), { width: 300 });
    await button('Budget lamp: warning level').click();
    await app.page.getByText('This conversation: $4.11 of $5.00 spent, $0.2281 reserved').waitFor();
    await app.page.getByText('This month: $48.07 of $100.00 spent').waitFor();
    await button('Show Costs').click();
    await app.page.getByRole('region', { name: 'Costs', exact: true }).waitFor();
    await app.page.keyboard.press('Escape');
    await app.page.getByRole('region', { name: 'Costs', exact: true }).waitFor({ state: 'detached' });
  });
});

describe('a budget that is reached', () => {
  const notice = () => app.page.getByRole('alert').getByText('Suspended: budget reached');

  it('suspends visibly, says which and how much, and offers to raise it', async () => {
    await open(spendWith(reached));
    const text = await app.page.getByRole('alert').innerText();
    expect(text).toContain('SUSPENDED: BUDGET REACHED');
    expect(text).toContain('The budget of this conversation is used up: $4.90 of $5.00 spent, $0.1000 reserved');
    await button('Raise limit').click();
    await expect.poll(() => app.host.requests('raiseBudget')).toEqual([{}]);
  });

  it('stays while one types, and goes by itself when there is money again', async () => {
    await open(spendWith(reached));
    await field().fill('Hello');
    expect(await notice().count()).toBe(1);
    await app.host.update({ op: 'spend', spend: spendWith(budget({ limitUsd: '10' })) });
    expect(await notice().count()).toBe(0);
    expect(await field().inputValue()).toBe('Hello');
  });

  it('offers the way out once, when a refusal offers it too', async () => {
    await open(spendWith(reached));
    app.host.on('ask', () => new Refusal({ code: 'BUDGET_EXCEEDED', message: 'Nothing was sent.', actions: ['raiseLimit', 'showCosts'] }));
    await field().fill('Hello');
    await app.page.keyboard.press('Enter');
    await app.page.getByRole('alert').getByText('Nothing was sent.').waitFor();
    expect(await button('Raise limit').count()).toBe(1);
  });
});

describe('a budget that comes to its warning level', () => {
  const warning = () => app.page.getByRole('status').getByText('of the budget of this conversation is used', { exact: false });

  it('says so once, politely, with nothing in the way', async () => {
    await open(spendWith(budget()));
    await field().focus();
    await app.host.update({ op: 'spend', spend: spendWith(budget({ spentUsd: '4.05', state: 'warn' })) });
    expect(await warning().textContent()).toBe('81 % of the budget of this conversation is used.');
    expect(await field().evaluate((element) => element === document.activeElement)).toBe(true);
    await button('Dismiss').click();
    await app.host.update({ op: 'spend', spend: spendWith(budget({ spentUsd: '4.5', state: 'warn' })) });
    expect(await warning().count()).toBe(0);
  });

  it('says it whole where there is little room', async () => {
    await open(spendWith(budget()), { width: 300 });
    await app.host.update({ op: 'spend', spend: spendWith(budget({ spentUsd: '4.05', state: 'warn' })) });
    expect(await warning().evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
  });

  it('does not say so of what was found when the page opened', async () => {
    await open(spendWith(warned));
    expect(await warning().count()).toBe(0);
  });

  it('is no longer worth a line when the limit is raised', async () => {
    await open(spendWith(budget()));
    await app.host.update({ op: 'spend', spend: spendWith(budget({ spentUsd: '4.05', state: 'warn' })) });
    expect(await warning().count()).toBe(1);
    await app.host.update({ op: 'spend', spend: spendWith(budget({ spentUsd: '4.05', limitUsd: '50' })) });
    expect(await warning().count()).toBe(0);
  });
});

describe('a request that no budget can limit', () => {
  const refusal = new Refusal({
    code: 'BUDGET_EXCEEDED',
    message: 'Its longest answer does not fit.',
    actions: ['sendAnyway', 'raiseLimit', 'showCosts'],
  });

  it('is sent all the same when the person says so', async () => {
    app = await openApp();
    app.host.on('ask', ({ unreserved }) => (unreserved ? { conversationId: 'new' } : refusal));
    await field().fill('Hello');
    await app.page.keyboard.press('Enter');
    await button('Send anyway').click();
    await expect.poll(() => app.host.requests('ask').at(-1)).toEqual({ text: 'Hello', attachments: [], unreserved: true });
    await expect.poll(() => field().inputValue()).toBe('');
  });

  it('leads to the costs, and to a higher limit', async () => {
    app = await openApp();
    app.host.on('ask', () => refusal);
    await field().fill('Hello');
    await app.page.keyboard.press('Enter');
    await button('Raise limit').click();
    await expect.poll(() => app.host.requests('raiseBudget')).toEqual([{}]);
    await app.page.locator('.failure').getByRole('button', { name: 'Show Costs' }).click();
    await app.page.getByRole('region', { name: 'Costs', exact: true }).waitFor();
  });

  it('goes to a cheaper model of the user’s choice, where the limit has no room for it', async () => {
    app = await openApp();
    const noRoom = new Refusal({ code: 'BUDGET_EXCEEDED', message: 'There is no room for it.', actions: ['raiseLimit', 'switchModel'] });
    app.host.on('ask', () => (app.host.requests('selectModel').length > 0 ? { conversationId: 'new' } : noRoom));
    await field().fill('Hello');
    await app.page.keyboard.press('Enter');
    await app.page.getByRole('combobox', { name: 'Switch model' }).click();
    const first = app.page.getByRole('option').first();
    const inSight = await first.evaluate((element) => {
      const { left, top } = element.getBoundingClientRect();
      return element.contains(document.elementFromPoint(left + 4, top + 4));
    });
    expect(inSight).toBe(true);
    const id = (await first.innerText()).trim();
    await first.click();
    await expect.poll(() => app.host.requests('ask')).toHaveLength(2);
    expect(app.host.requests('selectModel')).toEqual([{ id }]);
    await expect.poll(() => field().inputValue()).toBe('');
  });

  it('is no longer refused once a limit is raised', async () => {
    app = await openApp({ state: surface({ status: status({ spend: spendWith(budget()) }) }) });
    app.host.on('ask', () => refusal);
    await field().fill('Hello');
    await app.page.keyboard.press('Enter');
    await app.page.getByRole('alert').waitFor();
    await app.host.update({ op: 'spend', spend: spendWith(budget({ limitUsd: '50' })) });
    expect(await app.page.getByRole('alert').count()).toBe(0);
  });

  it('and was another answer is repeated as that, whatever stands in the composer', async () => {
    await open();
    app.host.on('retry', ({ unreserved }) => (unreserved ? null : refusal));
    await field().fill('A draft');
    await app.page.getByRole('article').last().getByRole('button', { name: 'Regenerate', exact: true }).click();
    await button('Send anyway').click();
    await expect.poll(() => app.host.requests('retry')).toEqual([{ entry: 'b' }, { entry: 'b', unreserved: true }]);
    expect(app.host.requests('ask')).toEqual([]);
    await expect.poll(() => button('Send anyway').count()).toBe(0);
  });

  it('of an entry is answered again with the same leave', async () => {
    const { failure } = refusal;
    app = await openApp({ state: chat(userEntry('a', 'Hello'), answerEntry('b', '', { state: 'failed', failure, cost: null })) });
    await button('Send anyway').click();
    await expect.poll(() => app.host.requests('retry')).toEqual([{ entry: 'b', unreserved: true }]);
  });
});

it('an unknown cost of an entry is no number, and its tooltip says what is known', async () => {
  const usage = { promptTokens: 1204, completionTokens: 388 };
  app = await openApp({
    state: chat(userEntry('a', 'Hello'), answerEntry('b', 'Yes', { cost: { source: 'unknown', usd: null }, usage })),
  });
  const cost = app.page.locator('[data-cost-source="unknown"]');
  expect(await cost.innerText()).toContain('$?');
  expect(await cost.getAttribute('data-cost-usd')).toBeNull();
  expect(await cost.getAttribute('title')).toContain('Known of it: 1,204 tokens in, 388 out.');
});
