/**
 * Characters that are invisible themselves and reorder what stands around them (the "Trojan Source" attack): embeddings, overrides,
 * isolates and marks of direction. Source: Unicode Standard Annex #9, section 2.
 */
const CONTROLS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

/** Appends text to an element, direction controls as visible marks. Grows the last text node where that is possible. */
export function appendText(parent: Element, text: string, className = ''): void {
  const plain = text.split(CONTROLS);
  let offset = 0;
  for (const [index, part] of plain.entries()) {
    if (index > 0) {
      parent.append(controlMark(text.charCodeAt(offset)));
      offset++;
    }
    offset += part.length;
    if (part !== '') appendPlain(parent, part, className);
  }
}

/** Replaces direction controls in all text within `root` by visible marks. */
export function showControls(root: DocumentFragment): void {
  if (!CONTROLS.test(root.textContent)) return;
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const hits: Text[] = [];
  while (walker.nextNode()) if (CONTROLS.test((walker.currentNode as Text).data)) hits.push(walker.currentNode as Text);
  for (const node of hits) {
    const holder = document.createElement('span');
    appendText(holder, node.data);
    node.replaceWith(...holder.childNodes);
  }
}

/** The text of an element as it was written, with direction controls in place of their marks. */
export function writtenText(element: Element): string {
  const copy = element.cloneNode(true) as Element;
  for (const mark of copy.querySelectorAll('.control')) {
    mark.replaceWith(String.fromCharCode(Number.parseInt(mark.textContent.slice(2), 16)));
  }
  return copy.textContent;
}

function appendPlain(parent: Element, text: string, className: string): void {
  const last = parent.lastChild;
  if (className !== '') {
    const span = document.createElement('span');
    span.className = className;
    span.textContent = text;
    parent.append(span);
  } else if (last instanceof Text) last.appendData(text);
  else parent.append(text);
}

function controlMark(code: number): HTMLElement {
  const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  const mark = document.createElement('span');
  mark.className = 'control';
  mark.title = `Invisible control character ${name}`;
  mark.textContent = name;
  return mark;
}
