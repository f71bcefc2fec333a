import type { Archive } from '../../../../src/archive/archive.ts';
import type { ArchiveChange, MessageOutcome, NewMessage } from '../../../../src/core/ports/conversationRepository.ts';

export const conversation = (id: string, title = id) => ({ id, title, modelId: 'm/1', systemPrompt: 'Be brief.', workspace: null });

export const message = (id: string, fields: Partial<NewMessage> = {}): NewMessage => ({
  id,
  conversationId: 'c',
  parentId: null,
  role: 'user',
  modelId: null,
  text: `text of ${id}`,
  attachments: [],
  createdAt: 1,
  ...fields,
});

export const answer = (id: string): NewMessage => message(id, { role: 'assistant', modelId: 'm/1', text: '' });

export const outcome = (text: string, fields: Partial<MessageOutcome> = {}): MessageOutcome => ({
  state: 'complete',
  text,
  finishReason: 'stop',
  failure: null,
  servedModelId: null,
  provider: null,
  reasoning: '',
  usage: null,
  firstTokenMs: null,
  latencyMs: null,
  ...fields,
});

/** Resolves with the first change that fits. Fails after ten seconds. */
export function change(archive: Archive, fits: (change: ArchiveChange) => boolean): Promise<ArchiveChange> {
  return new Promise((resolve, reject) => {
    const deadline = setTimeout(() => {
      listener.dispose();
      reject(new Error('The archive reported nothing of it within ten seconds.'));
    }, 10_000);
    const listener = archive.onDidChange((change) => {
      if (!fits(change)) return;
      clearTimeout(deadline);
      listener.dispose();
      resolve(change);
    });
  });
}
