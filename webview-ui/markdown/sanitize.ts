import createDOMPurify from 'dompurify';

/**
 * What may stand in an answer. Everything else is dropped (what is harmless in it stays as text): no ids and names (they would shadow globals
 * of the page), no styles, no forms, frames, media, SVG, MathML, and nothing that loads from anywhere.
 */
const ALLOWED_TAGS = [
  'p',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'ul',
  'ol',
  'li',
  'blockquote',
  'pre',
  'hr',
  'br',
  'table',
  'thead',
  'tbody',
  'tr',
  'th',
  'td',
  'a',
  'em',
  'strong',
  'del',
  'sup',
  'code',
  'span',
  '#text',
  'body', // the root while it is sanitised; if it were not allowed, DOMPurify would copy all that is in it
];

const LINK_SCHEMES = new Set(['https:', 'http:', 'mailto:']);

const purifier = createDOMPurify(window);
purifier.setConfig({
  ALLOWED_TAGS,
  ALLOWED_ATTR: ['href', 'class', 'start', 'value', 'align', 'dir'],
  ALLOW_ARIA_ATTR: false,
  ALLOW_DATA_ATTR: false,
  RETURN_DOM_FRAGMENT: true,
});

purifier.addHook('uponSanitizeAttribute', (element, attribute) => {
  const value = attributeValue(element.tagName, attribute.attrName, attribute.attrValue);
  if (value === undefined) attribute.keepAttr = false;
  else attribute.attrValue = value;
});

/**
 * Parses HTML into a fragment that holds only what the allow-list permits. Links keep an address only if it is absolute and its scheme is
 * https, http or mailto; other links become their text.
 */
export function sanitize(html: string): DocumentFragment {
  // Null if the text is a set of frames, which stands in place of a body.
  const fragment = (purifier.sanitize(html) as unknown as DocumentFragment | null) ?? document.createDocumentFragment();
  for (const link of fragment.querySelectorAll('a')) {
    const address = link.getAttribute('href');
    if (address === null) link.replaceWith(...link.childNodes);
    else {
      link.rel = 'noopener noreferrer';
      link.title = address;
    }
  }
  return fragment;
}

function attributeValue(tagName: string, name: string, value: string): string | undefined {
  switch (`${tagName} ${name}`) {
    case 'A href':
      return linkAddress(value);
    case 'CODE class':
      return /^language-[\w+#.-]{1,40}$/.test(value) ? value : undefined;
    case 'CODE dir':
      return value === 'ltr' ? value : undefined;
    case 'A class':
      return value === 'image' ? value : undefined;
    case 'SPAN class':
      return value === 'task' ? value : undefined;
    case 'UL class':
      return /^(?:plus|note)$/.test(value) ? value : undefined;
    case 'OL class':
      return /^digits-[3-9]$/.test(value) ? value : undefined;
    case 'LI value':
    case 'OL start':
      return /^\d{1,9}$/.test(value) ? value : undefined;
    case 'TH align':
    case 'TD align':
      return /^(?:left|center|right)$/.test(value) ? value : undefined;
    default:
      return undefined;
  }
}

/** The address as the browser would read it, so that no spelling (case, white space, entities) hides its scheme. */
export function linkAddress(value: string): string | undefined {
  const url = URL.parse(value);
  return url && LINK_SCHEMES.has(url.protocol) ? url.href : undefined;
}
