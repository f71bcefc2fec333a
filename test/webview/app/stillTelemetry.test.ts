import { describe, expect, it } from 'vitest';
import type { Spend } from '../../../src/shared/model/costs.ts';
import { budget, firstTokenTimes, wholeTimes } from './moneyFixtures.ts';
import { appOpener } from './appOpener.ts';
import type { App } from './openApp.ts';
import { answerHead, chat, model, sonnet, spend, status, streamingEntry, surface, userEntry } from './surfaceFixtures.ts';

const openApp = appOpener();
let app: App;

/** Where a part is: x, y, width, height in px, or y and height alone of a figure, whose digits are more or fewer. */
type Places = Readonly<Record<string, readonly number[]>>;

/** Every part of the telemetry that can be seen, by its place in the document. */
const places = (): Promise<Places> =>
  app.page.evaluate(() => {
    const parts = ['.cell', '.figure', '.label', '.value', '.budget-bar', '.trace', '.fill-bar', '.fill-count', '.fill-legend', '.times'];
    const more = ['.histogram', '.cell-actions', '.cell-actions button:first-child', '.shares', '.share:first-child', '.share-bar'];
    const found: Record<string, readonly number[]> = {};
    for (const name of [...parts, ...more]) {
      for (const [index, part] of document.querySelectorAll(`.telemetry ${name}`).entries()) {
        const { x, y, width, height } = part.getBoundingClientRect();
        if (width > 0) found[`${name} ${index}`] = name === '.value' ? [y, height] : [x, y, width, height];
      }
    }
    return found;
  });

/** Where the digits of each sum begin and end. */
const digits = () =>
  app.page.evaluate(() =>
    [...document.querySelectorAll('.telemetry .money')].map((sum) => {
      const range = document.createRange();
      range.selectNode(sum.lastChild!);
      const { left, right } = range.getBoundingClientRect();
      return [left, right];
    }),
  );

const money = (fields: Partial<Spend>): Spend =>
  spend({ conversationUsd: '0', todayUsd: '0', monthUsd: '0', leftUsd: '5', byModel: [], budgets: [budget({ spentUsd: '0' })], ...fields });
const estimated = { conversationApproximate: true, todayApproximate: true, monthApproximate: true, leftApproximate: true };
const times = { firstToken: firstTokenTimes, whole: wholeTimes };

describe.each([250, 300, 480, 700, 1040, 1200, 1600])('at %i px nothing in the telemetry moves', (width) => {
  it.each([
    ['with a budget', (fields: Partial<Spend>) => money(fields)],
    ['without a budget', (fields: Partial<Spend>) => money({ ...fields, budgets: [], leftUsd: null })],
  ])('when a message begins, comes and ends, %s', async (_name, moneyWith) => {
    app = await openApp({ state: surface({ status: status({ spend: moneyWith({}) }) }), width });
    const before = await places();
    const seen: Record<string, Places> = {};

    const running = chat(userEntry('a', 'How long is a metre?'), streamingEntry('b', 1));
    const reserving = moneyWith({ ...estimated, budgets: [budget({ spentUsd: '0', reservedUsd: '0.2281', approximate: true })] });
    await app.host.snapshot({ ...running, branch: { usd: '0', approximate: true }, status: status({ spend: reserving }) });
    seen['sent'] = await places();

    await app.host.text(1, 0, 'A metre is as long as ');
    const usage = { promptTokens: 123_456, completionTokens: 789 };
    await app.host.update(
      {
        op: 'progress',
        stream: 1,
        cost: { source: 'estimate', usd: '0.012345' },
        usage,
        received: { textTokens: usage.completionTokens, reasoningTokens: 0 },
        firstTokenMs: 640,
        latencyMs: 3600,
      },
      { op: 'spend', spend: { conversationUsd: '0.012345', todayUsd: '0.012345', monthUsd: '0.012345' } },
      { op: 'branch', branch: { usd: '0.012345', approximate: true } },
    );
    seen['coming'] = await places();

    await app.host.update(
      {
        op: 'close',
        entry: { ...answerHead('b'), usage, cost: { source: 'unknown', usd: null } },
        text: { from: 22, text: 'it is.' },
        reasoning: { from: 0, text: '' },
      },
      {
        op: 'status',
        status: status({
          times,
          spend: moneyWith({
            conversationUsd: '0.013',
            todayUsd: '1234.56',
            monthUsd: '1234.56',
            unresolved: 1,
            byModel: [{ modelId: sonnet, usd: '0.013' }],
            budgets: [budget({ spentUsd: '4.95', state: 'warn' })],
          }),
        }),
      },
    );
    seen['ended'] = await places();

    for (const [when, now] of Object.entries(seen)) expect({ when, ...now }).toEqual({ when, ...before });
  });

  it('when a sum becomes an estimate, and when it is none any more', async () => {
    const state = chat(userEntry('a', 'Hello'), streamingEntry('b', 1));
    const known = { ...state, branch: { usd: '0.0148', approximate: false }, status: status({ spend: spend() }) };
    app = await openApp({ state: known, width });
    const before = [await places(), await digits()];
    await app.host.update(
      { op: 'spend', spend: { ...estimated, budgets: spend().budgets.map((one) => ({ ...one, approximate: true })) } },
      { op: 'branch', branch: { usd: '0.0148', approximate: true } },
    );
    await app.page.locator('.telemetry .money .sign:visible').first().waitFor();
    expect([await places(), await digits()]).toEqual(before);
  });
});

describe.each([200, 250, 300, 480, 700, 1040, 1200])('at %i px no figure is cut off, and none lies on another', (width) => {
  it.each([
    ['long sums', { conversationUsd: '123456.78', todayUsd: '123456.78', monthUsd: '1234567.89', leftUsd: '123456.78' }],
    ['small sums', { conversationUsd: '0.0000416', todayUsd: '0.000000123', monthUsd: '0.000419', leftUsd: '0.000781' }],
  ])('%s', async (_name, sums) => {
    const budgets = [budget({ limitUsd: '1000000', spentUsd: sums.conversationUsd, reservedUsd: '123456.78', approximate: true })];
    const state = {
      ...chat(userEntry('a', 'Hello'), streamingEntry('b', 1)),
      branch: { usd: sums.conversationUsd, approximate: true },
      status: status({
        spend: spend({ ...sums, ...estimated, budgets, unresolved: 12 }),
        times,
        model: model({ id: sonnet, contextTokens: 1_048_576, promptUsd: '0.0000000416666666666667', completionUsd: '0.00123456' }),
      }),
    };
    app = await openApp({ state, width });
    const usage = { promptTokens: 912_345, completionTokens: 123_456 };
    await app.host.update({
      op: 'progress',
      stream: 1,
      cost: null,
      usage,
      received: { textTokens: usage.completionTokens, reasoningTokens: 0 },
      firstTokenMs: 1000,
      latencyMs: 100_000,
    });
    const faults = await app.page.evaluate(() => {
      const found: string[] = [];
      const edges = (element: Element) => element.getBoundingClientRect();
      const values = [...document.querySelectorAll('.telemetry :is(.value, .fill-count, .cell-actions button)')].filter(
        (value) => edges(value).width > 0,
      );
      for (const value of values) {
        const range = document.createRange();
        range.selectNodeContents(value);
        const written = range.getBoundingClientRect();
        const end = Math.min(edges(value.closest('.figure, .cell')!).right, innerWidth);
        const start = edges(value.closest('.cell')!).left;
        if (written.right > end + 0.5 || written.left < start)
          found.push(`${value.textContent} is from ${written.left} to ${written.right}`);
      }
      return found;
    });
    expect(faults).toEqual([]);
    expect(await app.page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  });
});
