import { describe, expect, it } from 'vitest';
import type { Failure } from '../../../src/shared/model/failure.ts';
import type { SurfaceState } from '../../../src/shared/protocol/surfaceState.ts';
import { appOpener } from './appOpener.ts';
import type { App } from './openApp.ts';
import { answerEntry, answerHead, asked, chat, sonnet, streamingEntry, userEntry } from './surfaceFixtures.ts';

const openApp = appOpener();
let app: App;

const open = async (state: SurfaceState, width = 480) => (app = await openApp({ state, width }));
const log = () => app.page.getByRole('log', { name: 'Conversation' });
const answer = () => app.page.getByRole('article', { name: `${sonnet}, 14:02:13` });
const question = userEntry('a', 'How long is a metre?');

describe('an entry', () => {
  it('is named by its author and time', async () => {
    await open(chat(question, answerEntry('b', 'A metre is **100 cm** long.')));
    expect(await app.page.getByRole('article', { name: 'User, 14:02:11' }).textContent()).toContain('How long is a metre?');
    expect(await answer().locator('strong').allTextContents()).toContain('100 cm');
  });

  it('of a person shows exactly what was typed', async () => {
    await open(chat(userEntry('a', 'a  *b*\n<b>c</b>')));
    expect(await app.page.getByRole('article').locator('.plain').innerText()).toBe('a  *b*\n<b>c</b>');
  });

  it('has the direction of its text, as has the field where it is written', async () => {
    await open(chat(question));
    const sides = await app.page
      .locator('.plain, textarea[aria-label="Message"]')
      .evaluateAll((elements) => elements.map((element) => (element as HTMLElement).dir));
    expect(new Set(sides)).toEqual(new Set(['auto']));
    expect(sides.length).toBeGreaterThan(1);
  });

  it('shows what was attached, by file and lines', async () => {
    const attachment = { kind: 'selection', name: 'src/stream.ts', firstLine: 41, lastLine: 67, text: 'x' } as const;
    await open(chat({ ...question, attachments: [attachment] }));
    await app.page.getByRole('article').getByText('src/stream.ts:41–67').waitFor();
  });

  it.each([320, 700, 1600])('has its figures under or beside the text, %i px wide', async (width) => {
    await open(chat(question, answerEntry('b', 'Yes.', { provider: 'Anthropic' })), width);
    await answer().getByText('1,204 in · 388 out').waitFor();
    const figures = await answer().locator('.marginalia').textContent();
    expect(figures).toBe(
      '$0.009432 billed1,204 in · 388 out0.6 s to first token6.9 s · 61 tok/svia Anthropic'.replace('$0.009432', '$0.00943'),
    );
  });

  it('carries its cost in full precision, with its source', async () => {
    await open(chat(answerEntry('b', 'Yes.')));
    const cost = answer().locator('[data-cost-usd]');
    expect(await cost.getAttribute('data-cost-usd')).toBe('0.009432');
    expect(await cost.getAttribute('data-cost-source')).toBe('usage');
  });

  it.each([
    ['an estimate', { source: 'estimate', usd: '0.0054' }, '≈ $0.00540 estimate', '0.0054'],
    ['simulated money', { source: 'simulated', usd: '0.0054' }, '$0.00540 simulated', '0.0054'],
    ['an unknown cost', { source: 'unknown', usd: null }, '$? unknown', null],
  ] as const)('marks %s', async (_name, cost, text, usd) => {
    await open(chat(answerEntry('b', 'Yes.', { cost })));
    const shown = answer().locator('[data-cost-source]');
    expect(await shown.textContent()).toBe(text);
    expect(await shown.getAttribute('data-cost-usd')).toBe(usd);
  });

  it.each([
    ['stopped', 'Stopped — part kept'],
    ['interrupted', 'Line cut — part kept'],
  ] as const)('that is %s says what became of it', async (state, sentence) => {
    await open(chat(question, answerEntry('b', 'A part', { state })));
    await answer().getByText(sentence).waitFor();
  });

  it('that another window receives says so, and offers no Stop', async () => {
    await open(chat(question, answerEntry('b', 'A part', { state: 'streaming', stream: 7, elsewhere: true })));
    await answer().getByText('Receiving in another window').waitFor();
    expect(await app.page.getByRole('button', { name: 'Transmit' }).isVisible()).toBe(true);
  });

  it('keeps the reasoning apart, folded', async () => {
    await open(chat(answerEntry('b', 'Yes.', { reasoning: 'Let me think.' })));
    expect(await answer().getByText('Let me think.').isVisible()).toBe(false);
    await answer().getByText('Reasoning').click();
    expect(await answer().getByText('Let me think.').isVisible()).toBe(true);
  });

  const parts = { citations: [], tools: [], images: 0 };

  it('lists the pages that it rests on, and opens them as it opens its links', async () => {
    const citations = [
      { url: 'https://example.com/basalt', title: 'Basalt' },
      { url: 'https://example.org/lava', title: '' },
    ];
    await open(chat(answerEntry('b', 'Basalt cools fast [1].', { parts: { ...parts, citations } })));
    await answer().getByText('Sources (2)').click();
    expect(await answer().getByRole('listitem').allInnerTexts()).toEqual(['Basalt example.com', 'https://example.org/lava']);
    await answer().getByRole('link', { name: 'Basalt' }).click();
    await expect.poll(() => app.host.requests('openLink')).toEqual([{ href: 'https://example.com/basalt' }]);
  });

  it('says what came in the place of text', async () => {
    await open(chat(answerEntry('b', '', { finishReason: 'tool_calls', parts: { ...parts, tools: ['look_up'] } })));
    await answer().getByText('The model asked for tools that it cannot use here: look_up.').waitFor();
  });

  it('says that it reached its limit, and leads to the setting', async () => {
    await open(chat(answerEntry('b', 'A part', { finishReason: 'length' })));
    await answer().getByText('neuralTerminal.conversation.maxReplyTokens').waitFor();
    await answer().getByRole('button', { name: 'Open Settings' }).click();
    await expect.poll(() => app.host.requests('openSettings')).toEqual([{}]);
  });

  it('can be copied as it was written', async () => {
    await open(chat(answerEntry('b', 'A **metre**')));
    await answer().hover();
    await answer().getByRole('button', { name: 'Copy', exact: true }).click();
    await expect.poll(() => app.host.requests('copyText')).toEqual([{ text: 'A **metre**' }]);
  });

  it('sends a code block to be copied without its fence', async () => {
    await open(chat(answerEntry('b', '```ts\nconst a = 1;\n```')));
    await answer().locator('.code').getByRole('button', { name: 'Copy', exact: true }).click();
    await expect.poll(() => app.host.requests('copyText').map(({ text }) => text.trim())).toEqual(['const a = 1;']);
  });

  it('shows its actions to the keyboard as well', async () => {
    await open(chat(answerEntry('b', 'Yes.')));
    const actions = answer().locator('.actions');
    expect(await actions.evaluate((element) => getComputedStyle(element).opacity)).toBe('0');
    await answer().getByRole('button', { name: 'Copy', exact: true }).focus();
    await expect.poll(() => actions.evaluate((element) => getComputedStyle(element).opacity)).toBe('1');
  });
});

describe('a link', () => {
  it('goes to the host and nowhere else', async () => {
    await open(chat(answerEntry('b', 'See [the metre](https://example.com/metre?a=1&b=2).')));
    await answer().getByRole('link', { name: 'the metre' }).click();
    await expect.poll(() => app.host.requests('openLink')).toEqual([{ href: 'https://example.com/metre?a=1&b=2' }]);
    expect(app.page.url()).toBe('https://neural-terminal.test/index.html');
  });

  it('is not seen by listeners outside: VS Code has one that opens links unasked', async () => {
    await open(chat(answerEntry('b', '[the metre](https://example.com/)')));
    await app.page.evaluate(() => document.addEventListener('click', () => document.body.setAttribute('data-leaked', '')));
    await answer().getByRole('link').click();
    await expect.poll(() => app.host.requests('openLink').length).toBe(1);
    expect(await app.page.locator('body').getAttribute('data-leaked')).toBeNull();
  });
});

describe('a stream', () => {
  it('grows in its entry and closes with its final figures', async () => {
    await open(chat(question, streamingEntry('b', 1)));
    await app.host.text(1, 0, 'A metre is ');
    await app.host.text(1, 11, '100 cm long.');
    // Growing text is drawn about thirty times a second, not at every piece.
    await expect.poll(() => answer().locator('.markdown').textContent()).toBe('A metre is 100 cm long.');
    const head = answerHead('b');
    await app.host.update({ op: 'close', entry: head, text: { from: 23, text: ' Exactly.' }, reasoning: { from: 0, text: '' } });
    await expect.poll(() => answer().locator('.markdown').textContent()).toBe('A metre is 100 cm long. Exactly.');
    await answer().getByText('billed').waitFor();
  });

  it('stands as a cursor alone before the first token, and the seconds are counted', async () => {
    await open(chat(question, { ...streamingEntry('b', 1), latencyMs: 5000 }));
    expect(await answer().locator('.cursor').isVisible()).toBe(true);
    const places = [answer(), app.page.locator('.plate'), app.page.locator('.activity')];
    for (const place of places) await place.getByText(/waiting \d+ s/i).waitFor();
    expect(await app.page.locator('body').textContent()).not.toMatch(/Receiving from|Streaming/);
    await app.host.text(1, 0, 'A');
    expect(await answer().locator('.cursor').count()).toBe(0);
    for (const place of places) await expect.poll(() => place.getByText(/waiting/i).count()).toBe(0);
    await app.page.locator('.plate').getByText('Streaming').waitFor();
    await app.page.locator('.activity').getByText('Receiving').waitFor();
  });

  it('of reasoning grows folded: its newest words stand beside the fold, and nothing moves', async () => {
    await open(chat(question, streamingEntry('b', 1)));
    await app.host.text(1001, 0, 'First of all, a metre.');
    const fold = answer().locator('details.reasoning');
    await fold.getByText('Reasoning', { exact: true }).waitFor();
    const height = async () => (await fold.boundingBox())?.height;
    const before = await height();
    await app.host.text(1001, 22, `\n\n${'It could be long. '.repeat(40)}So it is 100 cm.`);
    await expect.poll(() => fold.locator('.reasoning-tail').textContent()).toMatch(/So it is 100 cm\.$/);
    expect(await height()).toBe(before);
    await fold.locator('summary').click();
    expect(await fold.locator('p').allTextContents()).toHaveLength(2);
    await app.host.text(1, 0, 'A metre is 100 cm.');
    await expect.poll(() => fold.locator('.reasoning-tail').count()).toBe(0);
    await fold.getByText('First of all, a metre.').waitFor();
  });

  it('that was stopped shows what arrived, and what was billed as that', async () => {
    const usage = { promptTokens: 28, completionTokens: 1192 };
    const received = { textTokens: 30, reasoningTokens: 0 };
    await open(chat(question, answerEntry('b', 'A metre', { state: 'stopped', usage, received, firstTokenMs: 40, latencyMs: 3040 })), 1040);
    expect(await answer().locator('.marginalia').innerText()).toMatch(
      /28 in · 30 out · 1,192 billed\s+40 ms to first token\s+3\.0 s · 10 tok\/s/,
    );
    expect(await app.page.getByRole('group', { name: 'Velocity' }).textContent()).toBe('Velocity10 tok/s');
    expect(await app.page.getByRole('group', { name: 'Context' }).textContent()).toContain('out 30');
  });

  it('that was not charged says so where its figure would begin', async () => {
    await open(chat(question, answerEntry('b', '', { state: 'failed', cost: { source: 'uncharged', usd: '0' }, usage: null })), 1040);
    expect(await answer().locator('.cost').textContent()).toBe('not charged');
  });

  it('is announced at its start and its end, not in between', async () => {
    await open(chat(question));
    const said = app.page.locator('p.unseen[role="status"]');
    await app.host.entry(streamingEntry('b', 1));
    expect(await said.textContent()).toBe(`Waiting for ${sonnet}`);
    await app.host.text(1, 0, 'A metre is long.');
    expect(await said.textContent()).toBe(`Receiving from ${sonnet}`);
    expect(await log().getAttribute('aria-live')).toBe('off');
    await app.host.entry(answerEntry('b', 'A metre is long.'));
    expect(await said.textContent()).toBe('Answer complete, 4 words, $0.00943');
  });

  it('shows its velocity from the figures that come', async () => {
    await open(chat(question, streamingEntry('b', 1, 'A')));
    const velocity = app.page.getByRole('group', { name: 'Velocity' });
    expect(await velocity.textContent()).toBe('Velocity–');
    const usage = { promptTokens: 10, completionTokens: 116 };
    await app.host.update({
      op: 'progress',
      stream: 1,
      cost: null,
      usage,
      received: { textTokens: 116, reasoningTokens: 0 },
      firstTokenMs: 500,
      latencyMs: 2500,
    });
    expect(await velocity.textContent()).toBe('Velocity58 tok/s');
  });

  it('does not redraw the entries before it', async () => {
    await open(chat(question, answerEntry('b', 'Yes.'), userEntry('c', 'Sure?'), { ...streamingEntry('d', 1), createdAt: asked + 9000 }));
    await app.page.evaluate(() => {
      const changes = { count: 0 };
      Object.assign(window, { changes });
      const watch = new MutationObserver((records) => (changes.count += records.length));
      for (const entry of [...document.querySelectorAll('article')].slice(0, 3))
        watch.observe(entry, { subtree: true, childList: true, characterData: true, attributes: true });
    });
    for (let at = 0; at < 20; at++) await app.host.text(1, at * 5, 'word ');
    expect(await app.page.evaluate(() => (window as unknown as { changes: { count: number } }).changes.count)).toBe(0);
  });
});

describe('a failure', () => {
  const failure: Failure = {
    code: 'MODEL_UNAVAILABLE',
    message: 'The model did not answer. Nothing was charged.',
    retryable: true,
    actions: ['retry', 'switchModel', 'useDemo', 'setApiKey', 'openSettings', 'showLog'],
  };
  /** It fails while it is looked at. */
  async function openFailed(): Promise<void> {
    await open(chat(question));
    await app.host.entry(answerEntry('b', '', { state: 'failed', failure, cost: null, usage: null }));
  }
  const button = (name: string) => app.page.getByRole('alert').getByRole('button', { name, exact: true });

  it('is an alert with its sentence', async () => {
    await openFailed();
    await app.page.getByRole('alert').getByText('The model did not answer. Nothing was charged.').waitFor();
  });

  it.each([
    ['Retry', 'retry', { entry: 'b' }],
    ['Set API Key', 'setApiKey', {}],
    ['Open Settings', 'openSettings', {}],
    ['Show Log', 'showLog', {}],
  ] as const)('offers "%s"', async (name, request, body) => {
    await openFailed();
    await button(name).click();
    await expect.poll(() => app.host.requests(request)).toEqual([body]);
  });

  it('offers "Use demonstration model", which switches and answers again', async () => {
    await openFailed();
    await button('Use demonstration model').click();
    await expect.poll(() => app.host.requests('retry')).toEqual([{ entry: 'b', modelId: 'demo/tour' }]);
    expect(app.host.requests('selectModel')).toEqual([{ id: 'demo/tour' }]);
  });

  it('offers "Switch model": choosing one answers again with it', async () => {
    await openFailed();
    await app.page.getByRole('combobox', { name: 'Switch model' }).click();
    await app.page.getByRole('option', { name: 'demo/tour' }).click();
    await expect.poll(() => app.host.requests('retry')).toEqual([{ entry: 'b', modelId: 'demo/tour' }]);
  });

  it('lets the list of models be chosen from by keyboard', async () => {
    await openFailed();
    await app.page.getByRole('combobox', { name: 'Switch model' }).focus();
    await app.page.keyboard.press('Enter');
    await app.page.getByRole('option', { name: 'demo/tour' }).waitFor();
    await app.page.keyboard.press('End');
    await app.page.keyboard.press('Enter');
    await expect.poll(() => app.host.requests('retry')).toEqual([{ entry: 'b', modelId: 'demo/tour' }]);
  });

  it('spends nothing when the list of models is only read', async () => {
    await openFailed();
    const list = app.page.getByRole('combobox', { name: 'Switch model' });
    await list.focus();
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'Escape', 'ArrowDown', 'ArrowDown', 'Tab'])
      await app.page.keyboard.press(key);
    await list.click();
    await app.page.keyboard.press('ArrowDown');
    await app.page.getByRole('textbox', { name: 'Message' }).click();
    await app.page.getByRole('option', { name: 'demo/tour' }).waitFor({ state: 'hidden' });
    expect(app.host.requests('retry')).toEqual([]);
  });
});

it('a line that was cut without a word from the host can be retried as well', async () => {
  await open(chat(question, answerEntry('b', 'A part', { state: 'interrupted' })));
  await answer().getByRole('button', { name: 'Retry', exact: true }).click();
  await expect.poll(() => app.host.requests('retry')).toEqual([{ entry: 'b' }]);
});
