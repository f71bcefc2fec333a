import type { Links } from 'marked';
import { openFence, readFence } from './fence.ts';
import { takeBlocks, type Block, type Position } from './takeBlocks.ts';

/** All blocks of a complete text, one after the other, so that the caller can pause between two of them. */
export function* readBlocks(text: string, links: Links): Generator<Block> {
  let position: Position = { offset: 0, tableHead: '' };
  while (position.offset < text.length) {
    const { finished, next, inFence } = takeBlocks(text, position, links, true);
    yield* finished;
    position = next;
    const fence = inFence ? openFence(text, next.offset) : undefined;
    if (!fence) continue;
    const end = readFence(fence, text, 0, true).next ?? text.length;
    const raw = text.slice(next.offset, end);
    yield { token: { type: 'code', raw, text: raw }, start: next.offset, end, isContinued: false, isProvisional: false };
    position = { offset: end, tableHead: '' };
  }
}

/** Finding definitions means reading a text twice, in one go; a longer text does without. */
const MAX_LENGTH_WITH_DEFINITIONS = 262_144;

/** The reference definitions of a complete text: `[name]: address` may stand after its use. */
export function definitionsIn(text: string): Links {
  let links: Links = {};
  if (!text.includes(']:') || text.length > MAX_LENGTH_WITH_DEFINITIONS) return links;
  let position: Position = { offset: 0, tableHead: '' };
  while (position.offset < text.length) {
    const taken = takeBlocks(text, position, links, true);
    links = taken.links;
    position = taken.next;
    const fence = taken.inFence ? openFence(text, position.offset) : undefined;
    if (fence) position = { offset: readFence(fence, text, 0, true).next ?? text.length, tableHead: '' };
  }
  return links;
}
