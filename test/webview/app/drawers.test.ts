import { describe, expect, it } from 'vitest';
import { appOpener } from './appOpener.ts';
import type { App } from './openApp.ts';
import { Refusal } from './scriptedHost.ts';
import { card, catalogue, chat, sonnet, status, surface, userEntry } from './surfaceFixtures.ts';

const openApp = appOpener();
let app: App;

const button = (name: string) => app.page.getByRole('button', { name, exact: true });
const press = (key: string) => app.page.keyboard.press(key);

describe('the model picker', () => {
  const search = () => app.page.getByRole('searchbox', { name: 'Search models' });
  const options = () => app.page.getByRole('listbox', { name: 'Models' }).getByRole('option');
  const active = async () => {
    const id = await search().getAttribute('aria-activedescendant');
    return (await app.page.locator(`#${id}`).locator('.model-id').textContent())?.replace(' current', '');
  };
  const openPicker = async () => {
    app = await openApp({ state: chat(userEntry('a', 'Hello')) });
    await button('Model').click();
    await options().first().waitFor();
  };

  it('is opened by a button that shows the current model', async () => {
    app = await openApp();
    expect(await button('Model').textContent()).toContain(sonnet);
  });

  it('shows every model with price and context', async () => {
    await openPicker();
    expect(await options().count()).toBe(450);
    expect(await options().first().textContent()).toBe(`${sonnet} current$3 / $15200k`);
    expect(await options().last().textContent()).toBe('demo/toursimulated8k');
  });

  it('begins at the current model, with the focus in the search', async () => {
    await openPicker();
    expect(await search().evaluate((element) => element === document.activeElement)).toBe(true);
    expect(await active()).toBe(sonnet);
    expect(await options().first().getAttribute('aria-selected')).toBe('true');
  });

  it('is walked and chosen from by keyboard', async () => {
    await openPicker();
    await press('ArrowDown');
    expect(await active()).toBe('anthropic/claude-0');
    await press('ArrowUp');
    await press('ArrowUp');
    expect(await active()).toBe(sonnet);
    await press('End');
    expect(await active()).toBe('demo/tour');
    await press('ArrowDown');
    expect(await active()).toBe('demo/tour');
    await press('Home');
    expect(await active()).toBe(sonnet);
    await press('End');
    await press('Enter');
    await expect.poll(() => app.host.requests('selectModel')).toEqual([{ id: 'demo/tour' }]);
    await search().waitFor({ state: 'detached' });
    expect(await app.page.getByRole('textbox', { name: 'Message' }).evaluate((element) => element === document.activeElement)).toBe(true);
  });

  it('brings the active row into sight', async () => {
    await openPicker();
    await press('End');
    await expect
      .poll(() =>
        options()
          .last()
          .evaluate((row) => row.getBoundingClientRect().bottom <= innerHeight),
      )
      .toBe(true);
  });

  it('narrows as one types, and Enter takes the first hit', async () => {
    await openPicker();
    await search().fill('tour demo');
    expect(await options().count()).toBe(1);
    await press('Enter');
    await expect.poll(() => app.host.requests('selectModel')).toEqual([{ id: 'demo/tour' }]);
  });

  it('says when nothing matches, and Enter then chooses nothing', async () => {
    await openPicker();
    await search().fill('no such model');
    await app.page.getByText('No model matches.').waitFor();
    await press('Enter');
    expect(await search().isVisible()).toBe(true);
    expect(app.host.requests('selectModel')).toEqual([]);
  });

  it('is chosen from with the mouse', async () => {
    await openPicker();
    await options().nth(2).click();
    await expect.poll(() => app.host.requests('selectModel')).toEqual([{ id: 'openai/gpt-1' }]);
  });

  it('says when the list is old', async () => {
    app = await openApp();
    const problem = 'This is the last good one. The service cannot be reached.';
    app.host.on('listModels', () => ({ models: catalogue(), stale: true, problem }));
    await button('Model').click();
    await app.page.getByText(problem).waitFor();
  });

  it('says why there is no list, and reads it again on demand', async () => {
    app = await openApp();
    app.host.on('listModels', () => new Refusal({ code: 'OFFLINE', message: 'The catalogue cannot be reached.' }));
    await button('Model').click();
    await app.page.getByRole('alert').getByText('The catalogue cannot be reached.').waitFor();
    app.host.on('listModels', () => ({ models: catalogue(), stale: false }));
    await button('Retry').click();
    await options().first().waitFor();
  });

  it('closes by Escape, by its cross, and by a click beside it', async () => {
    await openPicker();
    await press('Escape');
    await search().waitFor({ state: 'detached' });
    await button('Model').click();
    await button('Close').click();
    await search().waitFor({ state: 'detached' });
    await button('Model').click();
    await app.page.locator('.beside-drawer').click({ position: { x: 5, y: 300 } });
    await search().waitFor({ state: 'detached' });
  });

  it('says when a workspace chose the model', async () => {
    app = await openApp({ state: surface({ status: status({ modelSetByWorkspace: true }) }) });
    expect(await button('Model').textContent()).toContain('set by workspace');
  });

  it('shows 450 models within two frames', async () => {
    app = await openApp();
    await button('Model').click();
    await options().first().waitFor();
    const all = await options().count();
    const shown = await search().evaluate(async (field: HTMLInputElement) => {
      const rows = () => document.querySelectorAll('[role="listbox"] [role="option"]').length;
      const type = async (text: string) => {
        field.value = text;
        field.dispatchEvent(new InputEvent('input', { bubbles: true }));
        for (let frame = 0; frame < 2; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
        return rows();
      };
      return [await type('no such model'), await type('')];
    });
    expect(shown).toEqual([0, all]);
  });
});

describe('the archive', () => {
  const search = () => app.page.getByRole('searchbox', { name: 'Search archive' });
  const cards = () => app.page.getByRole('region', { name: 'Archive' }).getByRole('listitem');
  const face = (index: number) => cards().nth(index).locator('button.card-face');
  const openArchive = async () => {
    const current = { ...chat(userEntry('a', 'Hello')) };
    const conversations = [
      { ...card(0, 'Metres and yards'), id: current.conversation?.id ?? '' },
      card(1, 'The speed of light'),
      card(2, 'YARD sale'),
    ];
    app = await openApp({ state: { ...current, conversations } });
    await button('Archive').click();
  };

  it('has a card for each conversation, with title, model and count', async () => {
    await openArchive();
    expect(await cards().count()).toBe(3);
    expect(await cards().nth(1).textContent()).toContain(`The speed of light${sonnet}2 entries`);
    expect(await face(0).getAttribute('aria-current')).toBe('true');
  });

  it('filters by title, whatever the case', async () => {
    await openArchive();
    expect(await search().evaluate((element) => element === document.activeElement)).toBe(true);
    await search().fill('yard');
    expect(await cards().count()).toBe(2);
    await search().fill('miles');
    await app.page.getByText('No title matches.').waitFor();
  });

  it('opens a conversation and closes', async () => {
    await openArchive();
    await face(1).click();
    await expect.poll(() => app.host.requests('openConversation')).toEqual([{ id: 'conversation-1' }]);
    await search().waitFor({ state: 'detached' });
  });

  it('begins a new conversation', async () => {
    await openArchive();
    await button('New Conversation').click();
    await expect.poll(() => app.host.requests('newConversation')).toEqual([{}]);
    await search().waitFor({ state: 'detached' });
  });

  it('says what it is when it is empty', async () => {
    app = await openApp();
    await button('Archive').click();
    await app.page.getByText('The archive is empty.').waitFor();
  });

  it('is open again after a reload', async () => {
    await openArchive();
    await app.page.waitForFunction(() => sessionStorage.getItem('vscode-webview-state')?.includes('"archive"'));
    await app.page.reload();
    await cards().first().waitFor();
  });
});

it('the button in the header begins a new conversation as well', async () => {
  app = await openApp({ state: chat(userEntry('a', 'Hello')) });
  await button('New Conversation').click();
  await expect.poll(() => app.host.requests('newConversation')).toEqual([{}]);
});
