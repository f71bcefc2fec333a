/**
 * Makes `old` show what `fresh` shows, changing as little as possible: what is equal keeps its nodes, and with them selection, focus and
 * layout. Made for text that grows at its end: children are compared one by one, in order.
 *
 * @returns the element that is in the document afterwards: `old`, or `fresh` if they are of different kinds.
 */
export function morph<E extends Element>(old: E, fresh: E): E {
  if (old.tagName !== fresh.tagName) {
    old.replaceWith(fresh);
    return fresh;
  }
  copyAttributes(old, fresh);
  // Code of the same text may have its colours already.
  if (old.localName === 'code' && old.textContent === fresh.textContent) return old;
  let oldChild = old.firstChild;
  let newChild = fresh.firstChild;
  while (oldChild && newChild) {
    const [nextOld, nextFresh] = [oldChild.nextSibling, newChild.nextSibling];
    morphNode(oldChild, newChild);
    oldChild = nextOld;
    newChild = nextFresh;
  }
  while (oldChild) {
    const next = oldChild.nextSibling;
    oldChild.remove();
    oldChild = next;
  }
  while (newChild) {
    const next = newChild.nextSibling;
    old.append(newChild);
    newChild = next;
  }
  return old;
}

function morphNode(old: ChildNode, fresh: ChildNode): void {
  if (old instanceof Element && fresh instanceof Element) morph(old, fresh);
  else if (old instanceof Text && fresh instanceof Text) morphText(old, fresh.data);
  else old.replaceWith(fresh);
}

function morphText(old: Text, data: string): void {
  if (old.data === data) return;
  if (data.startsWith(old.data)) old.appendData(data.slice(old.data.length));
  else old.data = data;
}

/** A class without a counterpart stays: it was set on the live element (the `open` one). */
function copyAttributes(old: Element, fresh: Element): void {
  for (const name of old.getAttributeNames()) if (name !== 'class' && !fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
}
