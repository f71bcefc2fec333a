import type { Message } from '../../shared/model/message.ts';
import type { MessageTree } from './messageTree.ts';
import { entryNotFound } from '../errors/chatErrors.ts';

/** Where a question stands: below a message (null: below the newest of all), or beside another question, as a branch of its own. */
export type InsertionPoint = { readonly below: string | null } | { readonly beside: string };

/** What stands above a question that is asked in this place. */
export function historyAt(place: InsertionPoint, tree: MessageTree): readonly Message[] {
  if ('beside' in place) {
    if (tree.find(place.beside)?.role !== 'user') throw entryNotFound();
    return tree.path(place.beside).slice(0, -1);
  }
  if (place.below === null) return tree.branch(null);
  if (!tree.knows(place.below)) throw entryNotFound();
  return tree.path(place.below);
}
