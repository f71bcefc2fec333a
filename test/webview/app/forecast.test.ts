import { describe, expect, it } from 'vitest';
import type { Forecast } from '../../../src/shared/model/forecast.ts';
import { forecast } from './moneyFixtures.ts';
import { appOpener } from './appOpener.ts';
import type { App, AppOptions } from './openApp.ts';
import { demonstration, status, surface } from './surfaceFixtures.ts';

const openApp = appOpener();
let app: App;

const field = () => app.page.getByRole('textbox', { name: 'Message', exact: true });
const line = () => app.page.locator('.forecast');
const open = async (answer: Forecast | null, options: AppOptions = {}) => {
  app = await openApp({ width: 1200, ...options });
  app.host.on('forecast', () => answer);
};
const type = async (text: string) => {
  await field().fill(text);
  await line().waitFor();
};
/** What the eye sees of the line. */
const seen = async () => (await line().innerText()).replace(/\s+/g, ' ').trim();

describe('below the composer', () => {
  it('stand tokens and range of the draft', async () => {
    await open(forecast());
    await type('Show the test that would have caught it');
    expect(await seen()).toContain('1,702 tok ≈ $0.00511 – $0.0276');
    expect(app.host.requests('forecast')).toEqual([{ text: 'Show the test that would have caught it', attachments: [] }]);
  });

  it.each([
    ['an approximate count', { exact: false }, '≈ 1,702 tok'],
    ['a free model', { leastUsd: '0', mostUsd: '0' }, '1,702 tok free'],
    ['an unknown price', { leastUsd: null, mostUsd: null }, '1,702 tok $?'],
    ['a message above the alert', { alerts: true }, '$0.0276 above alert'],
  ])('%s is called so', async (_name, fields, text) => {
    await open(forecast(fields));
    await type('Hello');
    expect(await seen()).toContain(text);
  });

  it('simulated money is called so', async () => {
    await open(forecast({ modelId: 'demo/tour' }), { state: surface({ status: status({ modelId: 'demo/tour', model: demonstration }) }) });
    await type('Hello');
    expect(await seen()).toContain('$0.0276 simulated');
  });

  it('the exact figures and the record are a tooltip, and the description of the composer', async () => {
    await open(forecast({ record: { modelId: 'a/b', endpoint: null, bills: 12, costRatio: 1.04, tokenRatio: 1, hiddenTokens: 0 } }));
    await type('Hello');
    const title = await line().getAttribute('title');
    expect(title).toContain('0.005106 USD for the prompt alone, 0.027606 USD with the longest answer (1,500 tokens).');
    expect(title).toContain('Bills of this model were 4 % above the listed price, over 12 bills.');
    const describedBy = (await field().getAttribute('aria-describedby')) ?? '';
    expect(await app.page.locator(`#${describedBy}`).textContent()).toBe(title);
  });

  it('there is nothing once the draft is gone', async () => {
    await open(forecast());
    await type('Hello');
    await field().fill('');
    await line().waitFor({ state: 'detached' });
    await app.page.getByText('Ready', { exact: true }).waitFor();
  });
});

it('typing waits for nothing: a host that never answers delays no letter', async () => {
  await open(null);
  app.host.on('forecast', () => new Promise(() => {}));
  await field().pressSequentially('Hello', { delay: 60 });
  await app.host.heard((message) => message.type === 'request' && message.name === 'forecast');
  await field().pressSequentially(' again');
  expect(await field().inputValue()).toBe('Hello again');
});

describe.each([300, 1200])('at %i px', (width) => {
  it('nothing moves when it comes', async () => {
    await open(forecast({ alerts: true }), { width });
    const boxes = () =>
      app.page.evaluate(() =>
        ['.composer', '.field', '.canvas', '.keys'].map((part) => {
          const box = document.querySelector(part)?.getBoundingClientRect();
          return [box?.x, box?.y, box?.width, box?.height];
        }),
      );
    const before = await boxes();
    await type('Hello');
    expect(await boxes()).toEqual(before);
  });

  it('what is shown of it is shown whole', async () => {
    await open(forecast({ promptTokens: 140_702, exact: false, alerts: true, leastUsd: '0.00510600', mostUsd: '0.0276' }), { width });
    await type('Hello');
    const keys = await app.page.locator('.keys').boundingBox();
    const box = await line().boundingBox();
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual((keys?.x ?? 0) + (keys?.width ?? 0));
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual((keys?.y ?? 0) + (keys?.height ?? 0) + 1);
    expect(await seen()).toContain('above alert');
  });
});

it('narrow, the hints give way to it', async () => {
  await open(forecast(), { width: 300 });
  await type('Hello');
  const [keys, hint] = await Promise.all([app.page.locator('.keys').boundingBox(), app.page.locator('.keys .hint').boundingBox()]);
  expect(hint?.y ?? 0).toBeGreaterThanOrEqual((keys?.y ?? 0) + (keys?.height ?? 0));
});

it('being above the alert is said once, politely', async () => {
  await open(forecast({ alerts: true }));
  await type('Hello');
  await app.page.getByRole('status').getByText('Above the alert for one message').waitFor();
});
