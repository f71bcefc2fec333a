import { describe, expect, it } from 'vitest';
import { noDraft } from '../../../src/shared/model/draft.ts';
import type { SurfaceState } from '../../../src/shared/protocol/surfaceState.ts';
import { appOpener } from './appOpener.ts';
import type { App } from './openApp.ts';
import { Refusal } from './scriptedHost.ts';
import { asked, chat, status, streamingEntry, surface, userEntry } from './surfaceFixtures.ts';

const openApp = appOpener();
let app: App;

const open = async (state?: SurfaceState) => {
  app = await openApp(state ? { state } : {});
  await field().focus();
  return app;
};
const field = () => app.page.getByRole('textbox', { name: 'Message', exact: true });
const button = (name: string) => app.page.getByRole('button', { name, exact: true });
const press = (key: string) => app.page.keyboard.press(key);
const sent = () => app.host.requests('ask').map(({ text }) => text);
const heardAsk = () => app.host.heard((message) => message.type === 'request' && message.name === 'ask');

describe('Enter', () => {
  it('transmits, and the composer is empty once the host has the message', async () => {
    await open();
    await field().pressSequentially('Hello');
    await press('Enter');
    await heardAsk();
    expect(app.host.requests('ask')).toEqual([{ text: 'Hello', attachments: [] }]);
    await expect.poll(() => field().inputValue()).toBe('');
  });

  it('with Shift breaks the line', async () => {
    await open();
    await field().pressSequentially('One');
    await press('Shift+Enter');
    await field().pressSequentially('two');
    await press('Enter');
    await heardAsk();
    expect(sent()).toEqual(['One\ntwo']);
  });

  it('does nothing while an input method composes', async () => {
    await open();
    const session = await app.page.context().newCDPSession(app.page);
    await session.send('Input.imeSetComposition', { text: 'にほん', selectionStart: 3, selectionEnd: 3 });
    await press('Enter');
    await session.send('Input.insertText', { text: '日本' });
    // Some input methods end the composition first and send the key that did it after, with the code 229.
    await field().dispatchEvent('keydown', { key: 'Enter', keyCode: 229, isComposing: false });
    expect(sent()).toEqual([]);
    await press('Enter');
    await heardAsk();
    // There is no input method here that would have swallowed the first key, so it broke the line.
    expect(sent().map((text) => text.trim())).toEqual(['日本']);
  });

  it('leaves an empty message to the host, which says why it is refused', async () => {
    await open();
    app.host.on('ask', () => new Refusal({ code: 'EMPTY_INPUT', message: 'Nothing to transmit: the message is empty.' }));
    await press('Enter');
    await app.page.getByRole('alert').getByText('Nothing to transmit').waitFor();
  });
});

it('the second click of a double click on Transmit does not stop what the first one began, and says nothing', async () => {
  await open();
  app.host.on('ask', async () => {
    await app.host.snapshot(chat(userEntry('a', 'Hello'), streamingEntry('b', 1)));
    return { conversationId: 'new' };
  });
  await field().fill('Hello');
  const { x, y, width, height } = (await button('Transmit').boundingBox())!;
  await app.page.mouse.click(x + width / 2, y + height / 2);
  await button('Stop').waitFor();
  await app.page.mouse.click(x + width / 2, y + height / 2);
  await button('Stop').click();
  await app.host.heard((message) => message.type === 'request' && message.name === 'stop');
  // A click by its name waits until the button means something again: the one before meant nothing.
  expect([sent(), app.host.requests('stop').length]).toEqual([['Hello'], 1]);
  expect(await app.page.getByRole('alert').count()).toBe(0);
});

it('what is written elsewhere meanwhile comes when the user has left the field, and nothing that is typed is replaced', async () => {
  await open();
  const elsewhere = { ...noDraft, text: 'Written elsewhere' };
  await app.host.update({ op: 'draft', draft: elsewhere, after: 0 });
  expect(await field().inputValue()).toBe('');
  await field().evaluate((element) => element.blur());
  await expect.poll(() => field().inputValue()).toBe('Written elsewhere');
  await field().fill('Typed here');
  await app.host.update({ op: 'draft', draft: elsewhere, after: 0 });
  await field().evaluate((element) => element.blur());
  expect(await field().inputValue()).toBe('Typed here');
});

it('the button Transmit does the same, and leaves the focus in the composer', async () => {
  await open();
  await field().fill('Hello');
  await button('Transmit').click();
  await heardAsk();
  expect(sent()).toEqual(['Hello']);
  await expect.poll(() => field().evaluate((element) => element === document.activeElement)).toBe(true);
});

describe('a text', () => {
  it('stays until the host has it, and what is typed meanwhile stays after', async () => {
    await open();
    const taken = Promise.withResolvers<{ conversationId: string }>();
    app.host.on('ask', () => taken.promise);
    await field().pressSequentially('Hello');
    await press('Enter');
    await heardAsk();
    expect(await field().inputValue()).toBe('Hello');
    await field().pressSequentially(' again');
    taken.resolve({ conversationId: 'new' });
    await expect.poll(() => field().inputValue()).toBe(' again');
  });

  it('that is refused stays, with the reason above it', async () => {
    await open();
    app.host.on('ask', () => new Refusal({ code: 'DUPLICATE_SEND', message: 'The same message was transmitted just now.' }));
    await field().fill('Hello');
    await press('Enter');
    await app.page.getByRole('alert').getByText('The same message was transmitted just now.').waitFor();
    expect(await field().inputValue()).toBe('Hello');
  });

  it('and the focus survive a snapshot', async () => {
    await open(chat(userEntry('a', 'Question')));
    await field().fill('Half a sen');
    await app.host.snapshot(chat(userEntry('b', 'Other')));
    await app.page.getByRole('article').getByText('Other').waitFor();
    expect(await field().inputValue()).toBe('Half a sen');
    expect(await field().evaluate((element) => element === document.activeElement)).toBe(true);
  });

  it('survives a reload, with what is attached', async () => {
    await open();
    await field().fill('Half a sentence');
    await app.host.post({
      type: 'hostCommand',
      command: 'attach',
      attachment: { kind: 'selection', name: 'src/a.ts', firstLine: 4, lastLine: 9, text: 'x' },
    });
    await app.page.getByText('src/a.ts:4–9').waitFor();
    await app.host.heard((message) => message.type === 'draft' && message.draft.attachments.length === 1);
    await app.page.reload();
    await expect.poll(() => field().inputValue()).toBe('Half a sentence');
    await app.page.getByText('src/a.ts:4–9').waitFor();
  });

  it('that is too long becomes an attachment at the press of a button', async () => {
    await open();
    app.host.on('ask', ({ text }) =>
      text.length > 32_000
        ? new Refusal({ code: 'INPUT_TOO_LONG', message: 'The limit is 32,000.', actions: ['attachAsFile'] })
        : { conversationId: 'new' },
    );
    await field().fill('x'.repeat(32_001));
    await app.page.getByText('32,001 / 32,000').waitFor();
    await press('Enter');
    await button('Attach as file').click();
    await app.page.getByText('pasted text').first().waitFor();
    expect(await field().inputValue()).toBe('');
    await app.page.keyboard.type('What is this?');
    await press('Enter');
    await expect
      .poll(() => app.host.requests('ask').at(-1))
      .toEqual({
        text: 'What is this?',
        attachments: [{ kind: 'text', name: 'pasted text', text: 'x'.repeat(32_001) }],
      });
  });

  it('makes the composer grow with it, up to 40 % of the surface', async () => {
    await open();
    const height = async () => (await field().boundingBox())?.height ?? 0;
    const one = await height();
    await field().fill('one\ntwo\nthree');
    const three = await height();
    await field().fill('line\n'.repeat(200));
    expect(three).toBeGreaterThan(one);
    expect(await height()).toBeCloseTo(320, 0);
  });
});

describe('an attachment', () => {
  it('that is not sent yet can be removed', async () => {
    await open();
    await app.host.post({
      type: 'hostCommand',
      command: 'attach',
      attachment: { kind: 'selection', name: 'a.ts', firstLine: 1, text: 'x' },
    });
    await button('Remove a.ts').click();
    await app.page.getByText('a.ts:1').waitFor({ state: 'detached' });
    await field().fill('Hello');
    await press('Enter');
    await heardAsk();
    expect(app.host.requests('ask')).toEqual([{ text: 'Hello', attachments: [] }]);
  });
});

describe('while an answer streams', () => {
  const streaming = chat(userEntry('a', 'Question'), streamingEntry('b', 1, 'An answer'));

  it('Stop stands where Transmit stood, and stops', async () => {
    await open(streaming);
    await button('Transmit').waitFor({ state: 'detached' });
    await button('Stop').click();
    await app.host.heard((message) => message.type === 'request' && message.name === 'stop');
  });

  it('Escape stops', async () => {
    await open(streaming);
    await press('Escape');
    await app.host.heard((message) => message.type === 'request' && message.name === 'stop');
  });

  it('Escape closes an open drawer first', async () => {
    await open(streaming);
    await button('Archive').click();
    await press('Escape');
    await app.page.getByRole('region', { name: 'Archive' }).waitFor({ state: 'detached' });
    expect(app.host.requests('stop')).toEqual([]);
    await press('Escape');
    await app.host.heard((message) => message.type === 'request' && message.name === 'stop');
  });

  it('Escape closes the note of a lamp first', async () => {
    await open(streaming);
    await app.page.getByRole('button', { name: /Link/ }).click();
    await app.page.getByText("editor's secret storage").waitFor();
    await press('Escape');
    await app.page.getByText("editor's secret storage").waitFor({ state: 'hidden' });
    expect(app.host.requests('stop')).toEqual([]);
  });

  it('Escape that ends a composition does not stop', async () => {
    await open(streaming);
    const session = await app.page.context().newCDPSession(app.page);
    await session.send('Input.imeSetComposition', { text: 'にほ', selectionStart: 2, selectionEnd: 2 });
    await press('Escape');
    await session.send('Input.insertText', { text: '日' });
    expect(app.host.requests('stop')).toEqual([]);
  });
});

describe('without a key', () => {
  const noKey = new Refusal({ code: 'NO_KEY', message: 'No key is set. Nothing was sent.', actions: ['setApiKey', 'useDemo'] });
  const keyless = surface({ status: status({ key: 'missing' }) });

  it('the empty log says so and offers both ways on', async () => {
    await open(keyless);
    await app.page.getByText('No key is set, so nothing can be sent yet.').waitFor();
    await button('Set API Key').click();
    await app.host.heard((message) => message.type === 'request' && message.name === 'setApiKey');
    await button('Run the demonstration').click();
    await expect.poll(() => app.host.requests('selectModel')).toEqual([{ id: 'demo/tour' }]);
    await expect.poll(() => app.host.requests('ask')).toMatchObject([{ text: 'Show me around.', attachments: [] }]);
    await expect.poll(() => field().evaluate((element) => element === document.activeElement)).toBe(true);
  });

  it('the empty log names the server of this machine that asks for one, and the lamp agrees, until there is one', async () => {
    const local = { endpoint: '127.0.0.1:1234' } as const;
    await open(surface({ status: status({ ...local, key: 'demanded' }) }));
    const start = app.page.getByRole('region', { name: 'Start' });
    await start.getByText('127.0.0.1:1234 asks for a key').waitFor();
    await button('Link lamp: key needed').waitFor();
    expect(await app.page.getByRole('button', { name: 'Get a key' }).count()).toBe(0);
    await button('Set API Key').click();
    await app.host.heard((message) => message.type === 'request' && message.name === 'setApiKey');
    await app.host.update({ op: 'status', status: status({ ...local, key: 'stored' }) });
    expect(await start.getByText('asks for a key').count()).toBe(0);
    expect(await button('Set API Key').count()).toBe(0);
  });

  it('the lamp of a server of this machine promises nothing about one that names prices', async () => {
    await open(surface({ status: status({ endpoint: '127.0.0.1:1234', key: 'notNeeded' }) }));
    await button('Link lamp: local server').click();
    await app.page.getByText('What it answers costs nothing, unless it names a price.').waitFor();
  });

  it('the demonstration has a button for each word that it knows, above and below its answers', async () => {
    const demonstrating = status({ key: 'missing', modelId: 'demo/tour' });
    await open(surface({ status: demonstrating }));
    const words = app.page.getByRole('group', { name: 'Words the demonstration knows' });
    await words.getByRole('button', { name: 'table' }).click();
    await expect.poll(sent).toEqual(['table']);
    await app.host.snapshot({ ...chat(userEntry('a', 'table', { createdAt: asked })), status: demonstrating });
    await words.getByRole('button', { name: 'slow' }).click();
    await expect.poll(sent).toEqual(['table', 'slow']);
  });

  it('a refusal takes over the two ways: they are offered once', async () => {
    await open(keyless);
    app.host.on('ask', () => noKey);
    await field().fill('Hello');
    await press('Enter');
    await app.page.getByRole('alert').waitFor();
    expect(await button('Set API Key').count()).toBe(1);
    expect(await button('Use demonstration model').count()).toBe(1);
  });

  it('the refusal goes when a key comes', async () => {
    await open(keyless);
    app.host.on('ask', () => noKey);
    await field().fill('Hello');
    await press('Enter');
    await app.page.getByRole('alert').waitFor();
    await app.host.update({ op: 'status', status: status({ key: 'missing' }) });
    expect(await app.page.getByRole('alert').count()).toBe(1);
    await app.host.update({ op: 'status', status: status({ key: 'stored' }) });
    expect(await app.page.getByRole('alert').count()).toBe(0);
    expect(await field().inputValue()).toBe('Hello');
  });

  it('a refused message goes to the demonstration model at the press of a button', async () => {
    await open(chat(userEntry('a', 'Before', { createdAt: asked })));
    app.host.on('ask', () => (app.host.requests('selectModel').length > 0 ? { conversationId: 'new' } : noKey));
    await field().fill('Hello');
    await press('Enter');
    await button('Use demonstration model').click();
    await expect.poll(sent).toEqual(['Hello', 'Hello']);
    await expect.poll(() => field().inputValue()).toBe('');
    expect(await app.page.getByRole('alert').count()).toBe(0);
  });
});
