import type { Message } from '../../shared/model/message.ts';

interface Node {
  readonly message: Message;
  parent: Node | null;
  readonly children: Node[];
  shown: boolean;
  /** The walk upwards that came by here first; 0: none yet. */
  walk: number;
}

/**
 * The messages of one conversation as a tree, children in archive order. A deleted message and everything below it is not shown. Nothing is
 * lost to damage: what has no known parent begins a branch, and so does one message of each circle. Time grows with the number of messages.
 */
export class MessageTree {
  readonly #nodes: ReadonlyMap<string, Node>;
  readonly #roots: readonly Node[];

  constructor(messages: readonly Message[]) {
    this.#nodes = new Map(messages.map((message) => [message.id, { message, parent: null, children: [], shown: false, walk: 0 }]));
    for (const node of this.#nodes.values()) node.parent = this.#node(node.message.parentId);
    this.#openCircles();
    for (const node of this.#nodes.values()) node.parent?.children.push(node);
    this.#roots = [...this.#nodes.values()].filter(({ parent }) => parent === null);
    const toShow = this.#roots.filter(isKept);
    for (let node = toShow.pop(); node; node = toShow.pop()) {
      node.shown = true;
      for (const child of node.children) if (isKept(child)) toShow.push(child);
    }
  }

  /** True also for a message that is not shown. */
  knows(id: string): boolean {
    return this.#nodes.has(id);
  }

  /** The message, if it is shown. */
  find(id: string): Message | undefined {
    const node = this.#nodes.get(id);
    return node?.shown ? node.message : undefined;
  }

  /** From the first message down to this one, or to the nearest above it that is shown; empty when there is none. */
  path(id: string): readonly Message[] {
    let at = this.#node(id);
    while (at && !at.shown) at = at.parent;
    const path: Message[] = [];
    for (; at; at = at.parent) path.push(at.message);
    return path.reverse();
  }

  /** The path to the tip, and on below it, each time by the newest child. Without a tip, or where nothing of its path is shown: to the newest leaf. */
  branch(tip: string | null): readonly Message[] {
    const path = tip === null ? [] : this.path(tip);
    const last = path.at(-1);
    if (!last) {
      const leaf = [...this.#nodes.values()].findLast((node) => node.shown && !node.children.some(isShown));
      return leaf ? this.path(leaf.message.id) : [];
    }
    const branch = [...path];
    for (let at = newestShown(this.#nodes.get(last.id)); at; at = newestShown(at)) branch.push(at.message);
    return branch;
  }

  /** The newest answer to a question, if there is one. */
  answerTo(id: string): Message | undefined {
    return newestShown(this.#nodes.get(id))?.message;
  }

  /** Ids of all messages with the same parent, this one among them, oldest first; empty when it is the only one. */
  siblings(id: string): readonly string[] {
    const node = this.#nodes.get(id);
    if (!node?.shown) return [];
    const all = (node.parent?.children ?? this.#roots).filter(isShown);
    return all.length > 1 ? all.map(({ message }) => message.id) : [];
  }

  /** The message and all that is shown below it. */
  below(id: string): readonly Message[] {
    const node = this.#nodes.get(id);
    const found = node?.shown ? [node] : [];
    // The list grows while it is walked through.
    for (const { children } of found) for (const child of children) if (child.shown) found.push(child);
    return found.map(({ message }) => message);
  }

  #node(id: string | null): Node | null {
    return (id !== null && this.#nodes.get(id)) || null;
  }

  /** Parents that go in a circle have no first message: the one at which that is found becomes it. */
  #openCircles(): void {
    let walk = 0;
    for (const node of this.#nodes.values()) {
      walk += 1;
      let at: Node | null = node;
      for (; at?.walk === 0; at = at.parent) at.walk = walk;
      if (at?.walk === walk) at.parent = null;
    }
  }
}

function isKept({ message }: Node): boolean {
  return !message.deleted;
}

function isShown({ shown }: Node): boolean {
  return shown;
}

function newestShown(node: Node | undefined): Node | undefined {
  return node?.children.findLast(isShown);
}
