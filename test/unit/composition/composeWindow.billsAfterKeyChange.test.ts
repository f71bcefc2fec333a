import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { createArchive } from '../../../src/archive/createArchive.ts';
import { serve } from '../../integration/openrouter/fixture.ts';
import { recorded } from '../../support/fakeVscode/recorded.ts';
import { fakeConfiguration } from '../../support/fakeVscode/vscode.ts';
import { projectionPaths } from '../../support/projectionPaths.ts';
import { recordingLogger } from '../../support/recordingLogger.ts';
import { testClock } from '../../support/testClock.ts';
import { temporaryFolder } from '../archive/kit/temporaryFolder.ts';
import { openWindow } from '../house/kit/openWindow.ts';
import { workerSource } from '../house/kit/storedFiles.ts';

/** The window's clock, which stands still until it is moved here. */
const clock = vi.hoisted((): { advance(this: void, ms: number): void } => ({ advance: () => undefined }));
vi.mock('../../../src/vscode/platform/systemClock.ts', async () => {
  const { testClock: stopped } = await import('../../support/testClock.ts');
  const systemClock = stopped(Date.UTC(2026, 0, 15));
  clock.advance = (ms) => systemClock.advance(ms);
  return { systemClock };
});

/** ms that the window lets pass before it asks; the next question about the same bill comes after a second at the earliest. */
const settleDownMs = 250;

/** An archive with an answer that was stopped: what it cost is estimated, and the service knows it. */
async function leaveUnbilledAnswer(folder: string): Promise<void> {
  const archive = createArchive({
    folder,
    clock: testClock(Date.UTC(2026, 0, 14)),
    logger: recordingLogger(),
    extensionVersion: '0.1.0',
    hostLabel: 'test',
    onReport: () => undefined,
    wasmFile: projectionPaths.wasmFile,
    workerFile: workerSource,
  });
  const answer = { id: 'a', conversationId: 'c', messageId: 'm', purpose: 'chat', modelId: 'a/model', simulated: false };
  await archive.openAttempt({ ...answer, createdAt: Date.UTC(2026, 0, 14), forecast: null });
  await archive.noteGeneration('a', 'gen-1', 'account');
  await archive.settle('a', {
    cost: { source: 'estimate', usd: '0.01' },
    generationId: 'gen-1',
    servedModelId: null,
    provider: null,
    usage: null,
    rawUsage: null,
    counted: null,
    firstTokenMs: null,
    latencyMs: null,
  });
  await archive.close();
}

it('a bill that could not be asked for is asked for again as soon as the key is another one', async () => {
  const root = await temporaryFolder();
  await leaveUnbilledAnswer(join(root, 'storage', 'archive'));
  const keysOfQuestions: (string | undefined)[] = [];
  const service = await serve((request, response) => {
    if (request.url?.startsWith('/v1/generation')) keysOfQuestions.push(request.headers.authorization);
    response.writeHead(401).end('{}');
  });
  fakeConfiguration.set('neuralTerminal.openRouter.baseUrl', service.url);
  vi.stubEnv('OPENROUTER_API_KEY', '');
  const window = await openWindow(root);
  onTestFinished(async () => {
    await window.close();
    service.close();
    vi.unstubAllEnvs();
  });
  const refusals = () => recorded.log.filter(({ text }) => text.includes('"bills.notAsked"')).length;
  const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

  await vi.waitUntil(() => recorded.statusBarItems.length > 0, 8000);
  await nextTurn();
  clock.advance(settleDownMs);
  await vi.waitUntil(() => refusals() === 1, 8000);
  await nextTurn();
  expect(keysOfQuestions).toEqual([undefined]);

  await window.secrets.store(`neuralTerminal.key.${new URL(service.url).origin}`, 'key-of-another-window');
  clock.advance(settleDownMs);
  await vi.waitUntil(() => refusals() === 2, 8000);
  expect(keysOfQuestions).toEqual([undefined, 'Bearer key-of-another-window']);
});
