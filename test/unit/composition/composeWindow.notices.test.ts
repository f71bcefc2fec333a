import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { noDraft } from '../../../src/shared/model/draft.ts';
import type { SurfaceState } from '../../../src/shared/protocol/surfaceState.ts';
import { FakeWebviewView } from '../../support/fakeVscode/fakeSurface.ts';
import { recorded } from '../../support/fakeVscode/recorded.ts';
import { temporaryFolder } from '../archive/kit/temporaryFolder.ts';
import { openWindow } from '../house/kit/openWindow.ts';

it('what the disk does to the archive and to drafts is said once in a window, however often it happens', async () => {
  const root = await temporaryFolder();
  const [storage, month] = [join(root, 'storage'), join(root, 'storage', 'archive', 'log', '2026-01')];
  await mkdir(month, { recursive: true });
  for (const name of ['20260101-one', '20260102-two']) await writeFile(join(month, `${name}.ndjson`), 'no record\n');
  // No file can be written where a folder is.
  await mkdir(join(storage, 'drafts.json', 'taken'), { recursive: true });
  const window = await openWindow(root);
  onTestFinished(() => window.close());
  const sidebar = new FakeWebviewView();
  for (const provider of recorded.views.values()) await provider.resolveWebviewView(sidebar, { state: undefined }, undefined as never);
  sidebar.webview.send({ type: 'ready' });
  const isLogged = (event: string, times: number) => recorded.log.filter(({ text }) => text.includes(event)).length >= times;
  const snapshot = await vi.waitUntil(() => sidebar.webview.posted.find(({ type }) => type === 'snapshot'), 8000);
  const { stay } = (snapshot as unknown as { readonly state: SurfaceState }).state;
  for (const [index, text] of ['One', 'Two'].entries()) {
    sidebar.webview.send({ type: 'draft', stay, change: index + 1, draft: { ...noDraft, text } });
    await vi.waitUntil(() => isLogged('drafts.notWritten', index + 1), 8000);
  }
  await vi.waitUntil(() => isLogged('archive.damagedLine', 2), 8000);
  const warnings = recorded.messages.map(({ kind, text }) => [kind, /damaged|cannot be saved/.exec(text)?.[0]]);
  expect(warnings.toSorted()).toEqual([
    ['warning', 'cannot be saved'],
    ['warning', 'damaged'],
  ]);
});
