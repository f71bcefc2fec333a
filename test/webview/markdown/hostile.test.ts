import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startMarkdownLab, type MarkdownLab, type MarkdownPage } from './harness.ts';
import { badAddresses, directionControls, hostileGroups } from './hostileCorpus.ts';

let lab: MarkdownLab;
let opened: MarkdownPage;
beforeAll(async () => {
  lab = await startMarkdownLab('answersPage.tsx');
  opened = await lab.open();
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') {
    await opened.page.close();
    opened = await lab.open();
  } else await opened.page.evaluate(() => answers.clear());
});
afterAll(() => lab.close());

const steps = [5, 1, 9, 3, 7, 2, 13];
const harmless = { violations: [], incidents: [], scriptRan: false };

/** The text is handed over escaped, so that the way into the browser does not mend what is broken in it. */
const escaped = (texts: readonly string[]) => JSON.stringify(texts);

async function showAtOnce(documents: readonly string[]) {
  await opened.page.evaluate((texts) => answers.showEach(JSON.parse(texts) as string[]), escaped(documents));
}

async function showInPieces(documents: readonly string[]) {
  await opened.page.evaluate(([texts, lengths]) => answers.streamEach(JSON.parse(texts) as string[], lengths), [
    escaped(documents),
    steps,
  ] as const);
}

async function insertSanitized(htmls: readonly string[]) {
  await opened.page.evaluate((texts) => answers.insertSanitizedEach(JSON.parse(texts) as string[]), escaped(htmls));
}

/** What came of the documents, after everything in them was clicked, hovered and focused. */
async function harm() {
  const found = await opened.page.evaluate(async () => {
    answers.touchEverything();
    await answers.settled();
    await new Promise((done) => setTimeout(done, 0));
    return { violations: answers.violations(), scriptRan: 'hacked' in globalThis };
  });
  return { ...found, incidents: [...opened.incidents] };
}

const textOfEach = () => opened.page.locator('.answers > *').evaluateAll((hosts) => hosts.map(({ textContent }) => textContent));
const linkCount = () => opened.page.locator('.answers a').count();

describe.each(hostileGroups)('hostile documents: %s', (_name, documents) => {
  it('are harmless when shown at once', async () => {
    await showAtOnce(documents);
    expect(await harm()).toEqual(harmless);
  });

  it('are harmless in every state while they come in pieces', async () => {
    await showInPieces(documents);
    expect(await harm()).toEqual(harmless);
  });

  it('are harmless when the sanitiser reads them as HTML', async () => {
    await insertSanitized(documents);
    expect(await harm()).toEqual(harmless);
  });
});

describe('hostile HTML', () => {
  it.each([
    ['nested 600 deep', `${'<div>'.repeat(600)}<svg><style><img src onerror=hacked=1></style></svg>`],
    ['that has frames in place of a body', '<frameset><frame src="javascript:parent.hacked=1"></frameset>'],
  ])('is harmless text in Markdown, and nothing harmful to the sanitiser: %s', async (_name, html) => {
    await showAtOnce([html]);
    expect(await textOfEach()).toEqual([html]);
    await insertSanitized([html]);
    expect(await harm()).toEqual(harmless);
  });
});

describe('an address of any other kind than https, http and mailto', () => {
  it.each([
    ['a link', (address: string) => `[text](${address})`],
    ['a link in angle brackets', (address: string) => `[text](<${address}>)`],
    ['a link with a title', (address: string) => `[text](${address} "title")`],
    ['a reference', (address: string) => `[text][r]\n\n[r]: ${address}`],
    ['a reference in angle brackets', (address: string) => `[r]\n\n[r]: <${address}>`],
    ['an autolink', (address: string) => `<${address}>`],
    ['plain text', (address: string) => address],
    ['an image', (address: string) => `![text](${address})`],
    ['an HTML link', (address: string) => `<a href="${address}">text</a>`],
    ['a link in a table', (address: string) => `| a |\n|---|\n| [text](${address}) |`],
  ])('is no link when it stands in %s', async (_name, markdown) => {
    const documents = badAddresses.map(markdown);
    await showAtOnce(documents);
    expect(await harm()).toEqual(harmless);
    expect(await linkCount()).toBe(0);
  });

  it('is no link while it comes in pieces', async () => {
    await showInPieces(badAddresses.map((address) => `[text](${address}) and [text][r]\n\n[r]: ${address}\n`));
    expect(await harm()).toEqual(harmless);
    expect(await linkCount()).toBe(0);
  });

  it('is no link when the sanitiser reads it as HTML, in any attribute', async () => {
    const attributes = ['href', 'HREF', 'xlink:href', 'action', 'formaction', 'src', 'data', 'ping'];
    await insertSanitized(badAddresses.flatMap((address) => attributes.map((name) => `<a ${name}="${address}">text</a>`)));
    expect(await harm()).toEqual(harmless);
    expect(await linkCount()).toBe(0);
  });

  it('takes neither the text of the link away nor what it would have led to', async () => {
    await showAtOnce(['before [**text**](javascript:hacked=1) after']);
    expect(await textOfEach()).toEqual(['before text (javascript:hacked=1) after']);
  });
});

describe('a harmless address', () => {
  it.each([
    ['https', '[a](https://a.example/x?y=1&z=2#w)', 'https://a.example/x?y=1&z=2#w'],
    ['http', '[a](http://a.example)', 'http://a.example/'],
    ['mailto', '[a](mailto:me@a.example)', 'mailto:me@a.example'],
    ['an upper-case scheme', '[a](HTTPS://A.example/X)', 'https://a.example/X'],
    ['a bare address', 'https://a.example/x', 'https://a.example/x'],
    ['a definition at the end', '[a][b]\n\n[b]: https://a.example', 'https://a.example/'],
    ['a host in look-alike letters', '[a](https://\u0430pple.example)', 'https://xn--pple-43d.example/'],
  ])('is a link that shows where it leads: %s', async (_name, text, address) => {
    await showAtOnce([text]);
    const link = opened.page.locator('.answers a').first();
    expect([await link.getAttribute('href'), await link.getAttribute('title')]).toEqual([address, address]);
    expect(await harm()).toEqual(harmless);
  });
});

describe('raw HTML', () => {
  it('is shown as the text that was written', async () => {
    const documents = [
      '<script>hacked=1</script>',
      '<img src=x onerror=hacked=1>',
      'a <b onclick="x">b</b> c',
      '<iframe src="x"></iframe>',
    ];
    await showAtOnce(documents);
    expect(await textOfEach()).toEqual(documents);
  });
});

describe('characters that reorder text', () => {
  const places: readonly (readonly [name: string, markdown: (control: string) => string])[] = [
    ['text', (control) => `a${control}b`],
    ['a code span', (control) => `\`a${control}b\``],
    ['a fence', (control) => `\`\`\`\na${control}b\n\`\`\``],
    ['highlighted code', (control) => `\`\`\`ts\nconst a = 'a${control}b'; // ${control}\nlet b\n\`\`\`\nend`],
    ['indented code', (control) => `    a${control}b`],
    ['code in a list', (control) => `- \`\`\`js\n  a${control}b\n  \`\`\``],
    ['the text of a link', (control) => `[a${control}b](https://a.example)`],
    ['a heading', (control) => `# a${control}b`],
    ['a table', (control) => `| a${control}b |\n|---|\n| c${control}d |`],
    ['raw HTML', (control) => `<b title="a${control}b">c</b>`],
    ['the name of an image', (control) => `![a${control}b](x.png)`],
    ['emphasis', (control) => `**a${control}b** ~~c${control}d~~`],
    ['an entity', (control) => `a&#x${control.charCodeAt(0).toString(16)};b`],
  ];

  it.each(places)('are visible marks in %s', async (_name, markdown) => {
    await showAtOnce(directionControls.map(markdown));
    expect(await harm()).toEqual(harmless);
    const texts = await textOfEach();
    for (const [index, control] of directionControls.entries()) {
      expect(texts[index]).toContain(`U+${control.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`);
    }
  });

  it('are visible marks while they come in pieces', async () => {
    await showInPieces(places.flatMap(([, markdown]) => [markdown('\u202e'), markdown('\u2066')]));
    expect(await harm()).toEqual(harmless);
  });

  it.each([
    ['the language of a fence', '```\u202ets\na\n```', ''],
    ['the address of a link', '[a](https://a.example/\u202egpj.exe)', 'https://a.example/%E2%80%AEgpj.exe'],
    ['the title of a link', '[a](https://a.example "\u202etitle")', 'https://a.example/'],
    ['the address of an image', '![a](https://a.example/\u202egpj.exe)', 'https://a.example/%E2%80%AEgpj.exe'],
  ])('do not stand in %s', async (_name, text, address) => {
    await showAtOnce([text]);
    expect(await harm()).toEqual(harmless);
    const hrefs = await opened.page.locator('.answers a').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
    expect(hrefs.join()).toBe(address);
  });
});

describe('a text of excessive size', () => {
  const words = 'word <script>hacked=1</script> '.repeat(33_000);

  it.each([
    ['1 MB of words on one line', words],
    ['100,000 lines in a fence that is never closed', `\`\`\`html\n${'<script>hacked=1</script>\n'.repeat(100_000)}`],
  ])('is shown whole: %s', async (_name, text) => {
    const whole = text.replace(/^```html\n|\n```$|\s/g, '');
    await showAtOnce([text]);
    expect(await harm()).toEqual(harmless);
    expect(await shownLength()).toBe(whole.length);
    await opened.page.evaluate(([long, size]) => answers.streamEach([long], [size]), [text, 60_000] as const);
    expect(await harm()).toEqual(harmless);
    expect(await shownLength()).toBe(whole.length);
  });

  /** Without the bar above the code, and without white space: a long line is cut at a space, which is not shown then. */
  const shownLength = () =>
    opened.page.evaluate(() => {
      const root = document.querySelector('.answers .markdown');
      return (root?.querySelector('code') ?? root)?.textContent.replace(/\s/g, '').length;
    });
});
