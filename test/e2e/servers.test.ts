// Servers other than OpenRouter: one of the person's own, and one that an environment brought along.
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, it, onTestFinished } from 'vitest';
import { chat, Laboratory } from './laboratory.ts';

let laboratory: Laboratory;
afterEach(() => laboratory.close());

async function listen(server: Server, host: string): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  onTestFinished(() => void server.close());
  return `${host}:${(server.address() as AddressInfo).port}`;
}

it('a server of this machine answers without a key, at no cost and without a question', async () => {
  const asked: string[] = [];
  const server = createHttpServer((request, response) => {
    asked.push(`${request.url} ${request.headers.authorization ?? 'without a key'}`);
    if (request.url === '/v1/models') response.end('{"object":"list","data":[{"id":"llama3"}]}');
    else {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      response.end('data: {"choices":[{"delta":{"content":"Hello from here."},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n');
    }
  });
  const baseUrl = `http://${await listen(server, '127.0.0.1')}/v1`;
  laboratory = await Laboratory.open({ key: undefined, baseUrl, settings: { 'neuralTerminal.model.default': 'llama3' } });
  const window = await laboratory.window();
  const frame = await window.openChatView();
  await frame.getByText('needs no key').waitFor();
  await chat.transmit(frame, 'Hello?');
  await chat.settled(frame);
  expect(await chat.textOf(frame)).toBe('Hello from here.');
  await chat.answer(frame).locator('[data-cost-source="local"]').waitFor();
  expect(await frame.getByRole('alert').count()).toBe(0);
  expect(new Set(asked)).toEqual(new Set(['/v1/models without a key', '/v1/chat/completions without a key']));
});

it('a server that the environment names gets nothing before the person agrees, whatever key is stored', async () => {
  let connections = 0;
  const foreign = await listen(
    createServer((socket) => {
      connections += 1;
      socket.destroy();
    }),
    '0.0.0.0',
  );
  laboratory = await Laboratory.open({
    key: undefined,
    env: { OPENROUTER_BASE_URL: `https://${foreign}/api/v1`, OPENROUTER_API_KEY: 'sk-or-v1-planted' },
  });
  const window = await laboratory.window();
  await window.openChatView();
  await window.runCommand('Neural Terminal: Set API Key…');
  const field = window.page.locator('.quick-input-widget').filter({ hasText: 'Your API key for' }).locator('input[type=password]');
  await field.fill(laboratory.simulator.key ?? '');
  await field.press('Enter');
  await field.waitFor({ state: 'hidden' });

  // The person's settings say nothing any more, and the environment has its say.
  const file = join(laboratory.workbench.home, 'server', 'data', 'User', 'settings.json');
  const settings = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  delete settings['neuralTerminal.openRouter.baseUrl'];
  writeFileSync(file, JSON.stringify(settings));
  await window.reload();
  const frame = await window.chat('sidebar');
  await frame.getByRole('region', { name: 'Start' }).getByText(`Nothing is sent to ${foreign}`).waitFor();
  await chat.transmit(frame, 'Hello?');
  const dialog = window.page.getByRole('dialog').filter({ hasText: `Send your API key and your messages to ${foreign}?` });
  await dialog.waitFor();
  expect(connections).toBe(0);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await frame.getByRole('alert').filter({ hasText: 'you have not confirmed it' }).waitFor();
  expect(connections).toBe(0);
  await frame.getByRole('button', { name: 'Transmit' }).click();
  await dialog.getByRole('button', { name: `Use ${foreign}` }).click();
  await expect.poll(() => connections).toBeGreaterThan(0);
});
