import type { Entry } from '../../../../src/shared/protocol/surfaceState.ts';
import { type ChatRig, until } from '../../../support/chatRig.ts';
import type { SurfaceWithPage } from '../../../support/surfaceWithPage.ts';

/** A surface whose page shows something. */
export async function opened(rig: ChatRig): Promise<SurfaceWithPage> {
  const page = rig.surface();
  page.show();
  await until('the first snapshot', () => page.hasState);
  return page;
}

/** A surface whose page shows this conversation. */
export async function openedOn(rig: ChatRig, conversationId: string): Promise<SurfaceWithPage> {
  const page = await opened(rig);
  await page.request('openConversation', { id: conversationId });
  await until('the conversation', () => page.state.conversation?.id === conversationId);
  return page;
}

export async function ask(page: SurfaceWithPage, text: string, edits?: string): Promise<string> {
  return (await page.request('ask', { text, attachments: [], ...(edits !== undefined && { edits }) })).conversationId;
}

/** Resolves when the page shows exactly this, and nothing arrives any more. */
export async function shows(page: SurfaceWithPage, ...transcript: readonly string[]): Promise<void> {
  const isShown = () => !page.streaming && JSON.stringify(page.transcript) === JSON.stringify(transcript);
  await until(`the page to show ${JSON.stringify(transcript)}`, isShown).catch((error: unknown) => {
    throw new Error(`It shows ${JSON.stringify(page.transcript)}.`, { cause: error });
  });
}

/** The entry with this text. */
export function entryOf(page: SurfaceWithPage, text: string): Entry {
  const entry = page.entries.find((candidate) => candidate.text === text);
  if (!entry) throw new Error(`The page shows no "${text}": ${JSON.stringify(page.transcript)}`);
  return entry;
}

/** Where an entry stands among those in its place, as the page draws it ("2/3"); empty when it is the only one. */
export function placeOf(page: SurfaceWithPage, text: string): string {
  const entry = page.entries.find((candidate) => candidate.text === text);
  if (!entry) return 'not shown';
  return entry.siblings.length === 0 ? '' : `${entry.siblings.indexOf(entry.id) + 1}/${entry.siblings.length}`;
}
