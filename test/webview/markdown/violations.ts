// Runs in the browser. What an answer may consist of, written down once more, apart from the sanitiser's own list.
const ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'blockquote', 'hr', 'br'].map((tag) => [tag, ['dir']])),
  ...Object.fromEntries(['table', 'thead', 'tbody', 'tr', 'em', 'strong', 'del', 'sup'].map((tag) => [tag, []])),
  code: ['dir'],
  ol: ['start', 'dir'],
  li: ['value'],
  th: ['align'],
  td: ['align'],
  a: ['href', 'rel', 'title'],
  div: ['tabindex', 'role', 'aria-label', 'dir'],
  pre: ['tabindex'],
  button: ['type'],
  span: ['title', 'role', 'aria-label'],
};
const CLASS =
  /^(?:markdown|quiet|done|open|table|chunk|full|control|image|continued|whole|task|ticked|plus|note|digits-[3-9]|code|code-\w+|language-[\w+#.-]{1,40})$/;
const SCHEMES = ['https:', 'http:', 'mailto:'];
const DIRECTION = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

/** Everything below `root` that an answer may not contain. */
export function violationsIn(root: Element): string[] {
  const found: string[] = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_ALL);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node instanceof Element) found.push(...violationsOf(node));
    else if (!(node instanceof Text)) found.push(`node ${node.nodeName}`);
    else if (DIRECTION.test(node.data)) found.push(`raw direction control in ${JSON.stringify(node.data)}`);
  }
  return found;
}

function violationsOf(element: Element): string[] {
  const allowed = element instanceof HTMLElement ? ATTRIBUTES[element.localName] : undefined;
  if (!allowed) return [`element <${element.nodeName}>`];
  const found: string[] = [];
  for (const { name, value } of element.attributes) {
    if (name === 'class') found.push(...[...element.classList].filter((word) => !CLASS.test(word)).map((word) => `class ${word}`));
    else if (!allowed.includes(name)) found.push(`attribute ${name} of <${element.localName}>`);
    if (DIRECTION.test(value)) found.push(`raw direction control in the attribute ${name}`);
  }
  if (element instanceof HTMLAnchorElement) {
    if (!SCHEMES.includes(element.protocol)) found.push(`link to ${element.getAttribute('href')}`);
    if (element.title !== element.getAttribute('href')) found.push(`link to ${element.href} named ${element.title}`);
    if (element.rel !== 'noopener noreferrer') found.push(`link with rel ${element.rel}`);
  }
  return found;
}
