import type { Message } from '../../shared/model/message.ts';
import type { MessageTree } from './messageTree.ts';
import { entryNotFound } from '../errors/chatErrors.ts';

/** Where a question stands: below a message (null: below the newest of all), or beside another question, as a branch of its own. */
export type InsertionPoint = { readonly below: string | null } | { readonly beside: string };

/** What stands above a question that is asked in this position. */
export function historyAt(position: InsertionPoint, tree: MessageTree): readonly Message[] {
  if ('beside' in position) {
    if (tree.find(position.beside)?.role !== 'user') throw entryNotFound();
    return tree.path(position.beside).slice(0, -1);
  }
  if (position.below === null) return tree.branch(null);
  if (!tree.knows(position.below)) throw entryNotFound();
  return tree.path(position.below);
}
