import { describe, expect, it } from 'vitest';
import { noDraft } from '../../../src/shared/model/draft.ts';
import { appOpener } from './appOpener.ts';
import type { App } from './openApp.ts';
import { Refusal } from './scriptedHost.ts';
import { answerEntry, chat, conversation, streamingEntry, userEntry } from './surfaceFixtures.ts';

const openApp = appOpener();
let app: App;

const selection = { kind: 'selection', name: 'src/a.ts', firstLine: 4, lastLine: 9, text: 'x' } as const;
const note = { kind: 'text', name: 'note', text: 'y' } as const;
const state = {
  ...chat(
    userEntry('a', 'How long is a metre?', { attachments: [selection] }),
    answerEntry('b', '100 cm.'),
    userEntry('c', 'And a yard?'),
    answerEntry('d', '91.44 cm.'),
  ),
  earlier: 10,
};

const field = () => app.page.getByRole('textbox', { name: 'Message', exact: true });
const hasFocus = () => field().evaluate((element) => element === document.activeElement);
const edit = async (index: number) => {
  await app.page.getByRole('article').nth(index).getByRole('button', { name: 'Edit', exact: true }).click();
  await expect.poll(hasFocus).toBe(true);
};
const button = (name: string) => app.page.getByRole('button', { name, exact: true });
const chips = () => app.page.locator('.composer .chip-name').allTextContents();
const press = (key: string) => app.page.keyboard.press(key);
const composer = async () => ({ text: await field().inputValue(), chips: await chips() });
const openHalfWritten = async (shown = state) => {
  app = await openApp({ state: shown });
  await field().fill('Half a thought');
  await app.host.post({ type: 'hostCommand', command: 'attach', attachment: note });
  await app.page.getByText('note', { exact: true }).waitFor();
};
const before = { text: 'Half a thought', chips: ['note'] };

describe('editing an entry', () => {
  it('brings its text and attachments into the composer, with the focus, and says which entry it is', async () => {
    await openHalfWritten();
    await edit(0);
    await app.page.getByText('Editing entry 0011').waitFor();
    expect(await composer()).toEqual({ text: 'How long is a metre?', chips: ['src/a.ts:4–9'] });
  });

  it('marks the entry, and what will be left when the new wording is sent, until it is given up', async () => {
    await openHalfWritten();
    const marks = () => app.page.getByRole('article').evaluateAll((entries) => entries.map((entry) => entry.getAttribute('data-edit')));
    await edit(2);
    expect(await marks()).toEqual([null, null, 'edited', 'left']);
    await button('Cancel').click();
    await expect.poll(marks).toEqual([null, null, null, null]);
  });

  it('sends a branch beside the entry, and brings back what stood in the composer', async () => {
    await openHalfWritten();
    await edit(0);
    await field().fill('How long is a mile?');
    await press('Enter');
    await expect.poll(() => app.host.requests('ask')).toEqual([{ text: 'How long is a mile?', attachments: [selection], edits: 'a' }]);
    await expect.poll(composer).toEqual(before);
    expect(await app.page.getByText('Editing entry').count()).toBe(0);
  });

  it('shows the new branch when the host does', async () => {
    await openHalfWritten();
    await edit(0);
    app.host.on('ask', async ({ text }) => {
      await app.host.snapshot(chat(userEntry('e', text, { siblings: ['a', 'e'] }), streamingEntry('f', 1)));
      return { conversationId: conversation().id };
    });
    await press('Enter');
    await app.page.getByRole('article').first().getByText('2 / 2').waitFor();
    expect(await app.page.getByRole('article').count()).toBe(2);
  });

  it.each(['Cancel', 'Escape'])('is given up by %s, and what stood in the composer comes back', async (how) => {
    await openHalfWritten();
    await edit(2);
    await field().fill('And a mile?');
    await (how === 'Cancel' ? button('Cancel').click() : press('Escape'));
    await expect.poll(composer).toEqual(before);
    expect(app.host.requests('ask')).toEqual([]);
  });

  it('goes over to another entry without losing what stood in the composer', async () => {
    await openHalfWritten();
    await edit(0);
    await edit(2);
    await app.page.getByText('Editing entry 0013').waitFor();
    await button('Cancel').click();
    await expect.poll(composer).toEqual(before);
  });

  it('that is refused stays, with the reason above it', async () => {
    await openHalfWritten();
    app.host.on('ask', () => new Refusal({ code: 'DUPLICATE_SEND', message: 'The same message was transmitted just now.' }));
    await edit(0);
    await press('Enter');
    await app.page.getByRole('alert').getByText('The same message was transmitted just now.').waitFor();
    await app.page.getByText('Editing entry 0011').waitFor();
    expect((await composer()).text).toBe('How long is a metre?');
  });

  it('survives a reload, with what was put aside', async () => {
    await openHalfWritten();
    await edit(0);
    await field().fill('How long is a mile?');
    await app.host.heard((message) => message.type === 'draft' && message.draft.text === 'How long is a mile?');
    await app.page.reload();
    await app.page.getByText('Editing entry 0011').waitFor();
    expect(await field().inputValue()).toBe('How long is a mile?');
    await button('Cancel').click();
    await expect.poll(composer).toEqual(before);
  });

  it('stays with its conversation, with what was put aside: in another one it would mean nothing', async () => {
    await openHalfWritten();
    await edit(0);
    await field().fill('How long is a mile?');
    await app.host.heard((message) => message.type === 'draft' && message.draft.text === 'How long is a mile?');
    const { draft: kept } = app.host.shown;
    const other = conversation({ id: 'other' });
    await app.host.snapshot({ ...chat(userEntry('x', 'Other')), conversation: other, stay: 2, draft: { ...noDraft, text: 'There' } });
    await expect.poll(composer).toEqual({ text: 'There', chips: [] });
    expect(await app.page.getByText('Editing').count()).toBe(0);
    await app.host.snapshot({ ...state, stay: 3, draft: kept });
    await app.page.getByText('Editing entry 0011').waitFor();
    expect(await composer()).toEqual({ text: 'How long is a mile?', chips: ['src/a.ts:4–9'] });
    await button('Cancel').click();
    await expect.poll(composer).toEqual(before);
  });
});

describe('Escape', () => {
  it('closes the drawer first, then gives up the edit, then stops', async () => {
    const streaming = chat(userEntry('a', 'Question'), answerEntry('b', 'Yes.'), userEntry('c', 'More'), streamingEntry('d', 1, 'An'));
    app = await openApp({ state: streaming });
    await edit(0);
    await button('Archive').click();
    await press('Escape');
    await app.page.getByRole('region', { name: 'Archive' }).waitFor({ state: 'detached' });
    await app.page.getByText('Editing entry 0001').waitFor();
    await press('Escape');
    await app.page.getByText('Editing entry').waitFor({ state: 'detached' });
    expect(app.host.requests('stop')).toEqual([]);
    await press('Escape');
    await app.host.heard((message) => message.type === 'request' && message.name === 'stop');
  });
});

describe('the arrow up', () => {
  it('in an empty composer edits the last message', async () => {
    app = await openApp({ state });
    await field().press('ArrowUp');
    expect(await field().inputValue()).toBe('And a yard?');
    await app.page.getByText('Editing entry 0013').waitFor();
  });

  it('moves the caret where there is text', async () => {
    app = await openApp({ state });
    await field().fill('Third');
    await press('ArrowUp');
    expect(await field().inputValue()).toBe('Third');
  });

  it('does nothing in a new conversation', async () => {
    app = await openApp();
    await field().press('ArrowUp');
    expect(await field().inputValue()).toBe('');
    expect(await app.page.getByText('Editing').count()).toBe(0);
  });
});
