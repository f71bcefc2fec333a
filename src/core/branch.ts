import type { Message } from '../shared/model.ts';

/** The messages from the first one down to `tipId`, oldest first. A parent that is missing ends the way up. */
export function branchTo(messages: readonly Message[], tipId: string): readonly Message[] {
  const byId = new Map(messages.map((message) => [message.id, message]));
  const path: Message[] = [];
  const seen = new Set<string>();
  for (let at = byId.get(tipId); at && !seen.has(at.id); at = at.parentId === null ? undefined : byId.get(at.parentId)) {
    seen.add(at.id);
    path.push(at);
  }
  return path.reverse();
}

/** The branch a surface shows when it has no tip of its own: the one that ends in the newest message. */
export function newestBranch(messages: readonly Message[]): readonly Message[] {
  const parents = new Set(messages.map((message) => message.parentId));
  const newest = messages.findLast((message) => !parents.has(message.id));
  return newest ? branchTo(messages, newest.id) : [];
}
