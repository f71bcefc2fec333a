import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chat, Laboratory } from './laboratory.ts';

let laboratory: Laboratory;
beforeAll(async () => {
  laboratory = await Laboratory.open();
});
afterAll(() => laboratory.close());

describe('a reload', () => {
  it('keeps the conversation in sidebar and editor', async () => {
    const window = await laboratory.window();
    const sidebar = await window.openChatView();
    laboratory.simulator.say('Kept in both places.');
    await chat.transmit(sidebar, 'Keep this.');
    await chat.settled(sidebar);
    await window.runCommand('Neural Terminal: Open in Editor');
    await chat
      .answer(await window.chat('editor'))
      .getByText('Kept in both places.')
      .waitFor();
    await window.reload();
    await chat
      .answer(await window.chat('sidebar'))
      .getByText('Kept in both places.')
      .waitFor();
    await chat
      .answer(await window.chat('editor'))
      .getByText('Kept in both places.')
      .waitFor();
    expect(window.problems()).toEqual([]);
    await window.page.close();
  });

  it('in mid-stream keeps the part and says so', async () => {
    const window = await laboratory.window();
    const before = await window.openChatView();
    await chat.newConversation(before);
    laboratory.simulator.say('alpha beta gamma delta epsilon zeta eta theta');
    const gate = laboratory.simulator.hold(5);
    await chat.transmit(before, 'List some letters.');
    await gate.reached;
    await chat.answer(before).getByText('alpha beta gamma', { exact: true }).waitFor();
    await window.reload();
    const after = await window.chat('sidebar');
    // A workbench that is reloaded right after a first question may not have kept yet which conversation it showed.
    await chat.openFromArchive(after, 'List some letters');
    await chat.answer(after).getByText('Line cut — part kept').waitFor();
    gate.release();
    expect(await chat.textOf(after)).toBe('alpha beta gamma');
    await window.page.close();
  });

  it('keeps the draft', async () => {
    const window = await laboratory.window();
    const before = await window.openChatView();
    await before.getByRole('textbox', { name: 'Message' }).fill('half a thought');
    await window.reload();
    const after = await window.chat('sidebar');
    await expect.poll(() => after.getByRole('textbox', { name: 'Message' }).inputValue()).toBe('half a thought');
    await window.page.close();
  });
});

describe('each conversation', () => {
  it('has its draft, its branch and its place over a switch, a reload soon after and a crash', async () => {
    const window = await laboratory.window();
    const sidebar = await window.openChatView();
    const field = (frame: typeof sidebar) => frame.getByRole('textbox', { name: 'Message' });
    for (const name of ['Meadow', 'Harbour']) {
      await chat.newConversation(sidebar);
      laboratory.simulator.say(`${name}, once.`);
      await chat.transmit(sidebar, `Tell of a ${name}.`);
      await chat.settled(sidebar);
    }
    laboratory.simulator.say('Harbour, again.');
    await chat.answer(sidebar).hover();
    await chat.answer(sidebar).getByRole('button', { name: 'Regenerate' }).click();
    await chat.answer(sidebar).getByText('Harbour, again.').waitFor();
    await chat.settled(sidebar);
    await sidebar.getByRole('button', { name: 'Previous branch' }).click();
    await chat.answer(sidebar).getByText('Harbour, once.').waitFor();
    await field(sidebar).fill('only for the harbour');
    await chat.openFromArchive(sidebar, 'Tell of a Meadow');
    await chat.answer(sidebar).getByText('Meadow, once.').waitFor();
    expect(await field(sidebar).inputValue()).toBe('');
    await field(sidebar).fill('only for the meadow');
    await chat.openFromArchive(sidebar, 'Tell of a Harbour');
    const isHarbour = async (frame: typeof sidebar) => {
      await chat.answer(frame).getByText('Harbour, once.').waitFor();
      await expect.poll(() => field(frame).inputValue()).toBe('only for the harbour');
    };
    await isHarbour(sidebar);
    await window.reload();
    await isHarbour(await window.chat('sidebar'));
    await laboratory.crashAndRestart();
    const after = await (await laboratory.window()).openChatView();
    await chat.openFromArchive(after, 'Tell of a Meadow');
    await expect.poll(() => field(after).inputValue()).toBe('only for the meadow');
    await chat.openFromArchive(after, 'Tell of a Harbour');
    await isHarbour(after);
  });
});

it('what is typed and sent in the very moment of New Conversation is asked in the new one, in front of the user', async () => {
  const window = await laboratory.window();
  const sidebar = await window.openChatView();
  const askAtOnce = async (text: string, answer: string) => {
    laboratory.simulator.say(answer);
    await sidebar.evaluate((question) => {
      const named = (name: string) =>
        [...document.querySelectorAll<HTMLElement>('vscode-button, button')].find((one) => one.title === name);
      named('New Conversation')!.click();
      const field = document.querySelector<HTMLTextAreaElement>('textarea')!;
      field.value = question;
      field.dispatchEvent(new InputEvent('input', { bubbles: true }));
      field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
    }, text);
    await chat.answer(sidebar).getByText(answer).waitFor();
    await chat.settled(sidebar);
    expect(await sidebar.locator('article').count()).toBe(2);
  };
  await askAtOnce('First of two.', 'The first.');
  await askAtOnce('Second of two.', 'The second.');
  await chat.openFromArchive(sidebar, 'First of two.');
  await chat.answer(sidebar).getByText('The first.').waitFor();
  await window.page.close();
});

describe('two windows', () => {
  it('see each other’s conversations', async () => {
    const [first, second] = [await laboratory.window(), await laboratory.window()];
    const [left, right] = [await first.openChatView(), await second.openChatView()];
    await chat.newConversation(left);
    laboratory.simulator.say('Visible from everywhere.');
    await chat.transmit(left, 'Said in the first window.');
    await chat.settled(left);
    await chat.openFromArchive(right, 'Said in the first window');
    await chat.answer(right).getByText('Visible from everywhere.').waitFor();
    laboratory.simulator.say('At once.');
    const gate = laboratory.simulator.hold(0);
    await chat.transmit(left, 'How soon?');
    // The answer is held: no one had to wait for its end.
    await right.locator('article.user').getByText('How soon?').waitFor();
    gate.release();
    await chat.answer(right).getByText('At once.').waitFor();
    await Promise.all([first.page.close(), second.page.close()]);
  });

  it('see an answer grow that the other one receives', async () => {
    const [first, second] = [await laboratory.window(), await laboratory.window()];
    const [left, right] = [await first.openChatView(), await second.openChatView()];
    await chat.newConversation(left);
    laboratory.simulator.say('first part of it and then the second part');
    const gate = laboratory.simulator.hold(4);
    await chat.transmit(left, 'Grow slowly.');
    await gate.reached;
    await chat.openFromArchive(right, 'Grow slowly');
    await chat.answer(right).getByText('Receiving in another window').waitFor();
    gate.release();
    await chat.answer(right).getByText('the second part').waitFor();
    await chat.settled(right);
    await Promise.all([first.page.close(), second.page.close()]);
  });
});

describe('a crash', () => {
  it('in mid-stream loses neither the question nor the part that was kept, and says so', async () => {
    const window = await laboratory.window();
    const before = await window.openChatView();
    await chat.newConversation(before);
    laboratory.simulator.say('uno dos tres cuatro cinco seis siete');
    const gate = laboratory.simulator.hold(4);
    await chat.transmit(before, 'Cuenta.');
    await gate.reached;
    await chat.answer(before).getByText('uno dos tres cuat', { exact: true }).waitFor();
    // A second window shows the part as soon as the first one has brought it to the disk.
    const witness = await laboratory.window();
    const beside = await witness.openChatView();
    await chat.openFromArchive(beside, 'Cuenta');
    await chat.answer(beside).getByText('uno dos tres cuat', { exact: true }).waitFor();
    await laboratory.crashAndRestart();
    gate.release();
    const restarted = await laboratory.window();
    const after = await restarted.openChatView();
    await chat.openFromArchive(after, 'Cuenta');
    await chat.answer(after).getByText('Line cut — part kept').waitFor();
    expect(await chat.textOf(after)).toBe('uno dos tres cuat');
    expect(laboratory.workbench.extensionHostErrors()).toEqual([]);
  });
});
