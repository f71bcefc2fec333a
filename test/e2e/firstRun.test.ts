import { afterEach, describe, expect, it } from 'vitest';
import { chat, Laboratory, type LaboratoryOptions } from './laboratory.ts';

let laboratory: Laboratory;
afterEach(() => laboratory.close());

async function open(options: LaboratoryOptions) {
  laboratory = await Laboratory.open(options);
  const window = await laboratory.window();
  return { window, frame: await window.openChatView() };
}

const chats = () => laboratory.simulator.requests.filter(({ path }) => path.endsWith('/chat/completions'));

describe('without a key', () => {
  it('sends nothing, says so, and answers with the demonstration model', async () => {
    const { frame, window } = await open({ key: undefined, baseUrl: 'https://models.invalid/api/v1' });
    await chat.transmit(frame, 'Hello?');
    const alert = frame.getByRole('alert').filter({ hasText: /key/i });
    await alert.getByRole('button', { name: 'Set API Key' }).waitFor();
    expect(chats()).toEqual([]);
    await alert.getByRole('button', { name: 'Use demonstration model' }).click();
    await chat.answer(frame).getByText('Demonstration model').waitFor();
    await chat.answer(frame).locator('[data-cost-source="simulated"]').waitFor();
    await expect.poll(() => window.costMeter().innerText()).toContain('$0.00 · today $0.00');
    expect(chats()).toEqual([]);
  });

  it('runs the demonstration, and its words, at the press of a button', async () => {
    const { frame } = await open({ key: undefined });
    await frame.getByRole('button', { name: 'Run the demonstration' }).click();
    await chat.answer(frame).getByText('Demonstration model').waitFor();
    const table = frame.getByRole('group', { name: 'Words the demonstration knows' }).getByRole('button', { name: 'table' });
    await chat.settled(frame);
    await table.click();
    await chat.answer(frame).getByRole('table').first().waitFor();
    await expect
      .poll(() => frame.getByRole('textbox', { name: 'Message' }).evaluate((field) => field === document.activeElement))
      .toBe(true);
    expect(chats()).toEqual([]);
  });

  it('stores only a key that the service accepts, and says what it found', async () => {
    const { window, frame } = await open({ key: undefined });
    const enter = async (key: string) => {
      await window.runCommand('Neural Terminal: Set API Key…');
      const box = window.page.locator('.quick-input-widget').filter({ hasText: 'Your API key for' }).locator('input[type=password]');
      await box.fill(key);
      await box.press('Enter');
    };
    await enter('sk-or-v1-wrong');
    await window.page
      .getByText(/The key was not stored/)
      .first()
      .waitFor();
    await enter(laboratory.simulator.key ?? '');
    await window.page
      .getByText(/stored: .+ models/)
      .first()
      .waitFor();
    await chat.transmit(frame, 'Hello with a key.');
    await chat.settled(frame);
    expect(chats()).toHaveLength(1);
    expect(chats()[0]?.headers.authorization).toBe(`Bearer ${laboratory.simulator.key}`);
    expect(laboratory.workbench.extensionLog()).not.toContain(laboratory.simulator.key);
  });
});

describe('with a wrong key', () => {
  it('shows an alert with "Set API Key"', async () => {
    const { frame } = await open({ key: 'sk-or-v1-not-accepted' });
    await chat.transmit(frame, 'Hello?');
    await chat.answer(frame).getByRole('alert').getByRole('button', { name: 'Set API Key' }).waitFor();
  });
});

describe('an address that is neither https nor this machine', () => {
  it('is refused with the reason, and nothing is sent', async () => {
    const { frame } = await open({ baseUrl: 'http://models.example.com/api/v1' });
    await chat.transmit(frame, 'Hello?');
    const alert = frame.getByRole('alert').filter({ hasText: /https/ });
    await alert.getByRole('button', { name: 'Open Settings' }).first().waitFor();
    expect(laboratory.simulator.requests).toEqual([]);
  });
});

describe('offline', () => {
  it('says that nothing listens there, and keeps the question', async () => {
    const { frame } = await open({});
    // The price list is here: without one a budget would not let the message out.
    await frame.getByRole('textbox', { name: 'Message' }).fill('Anybody?');
    await frame.locator('.forecast[data-least-usd]').waitFor();
    await laboratory.simulator.close();
    await chat.transmit(frame, 'Anybody?');
    await chat
      .answer(frame)
      .getByRole('alert')
      .getByText(/Nothing listens at 127\.0\.0\.1:/)
      .waitFor();
    await frame.getByRole('article').first().getByText('Anybody?').waitFor();
    await chat.answer(frame).getByRole('button', { name: 'Retry' }).waitFor();
  });
});
