import type { AttachedContext } from './attachedContext.ts';

/** The standard answer: a short tour of the product, headed by what the person attached. */
export function tour(attached: readonly AttachedContext[]): string {
  return attached.length === 0 ? tourText : `${received(attached)}\n\n${tourText}`;
}

function received(attached: readonly AttachedContext[]): string {
  const rows = attached.map(({ name, lines }) => `- \`${name.replaceAll('`', "'")}\`${lines === null ? '' : `, lines ${lines}`}`);
  return `## Context received\n\n${rows.join('\n')}\n\nThis model only names what it got. A real model reads it, fenced and marked as data.`;
}

const tourText = `# Demonstration model

No key. No network. This text is built in and streams at about 60 tokens per second. Its money is **simulated**: the figures move, no total counts them.

## What to watch

1. **The stream.** Text arrives in pieces and is drawn as it arrives. Nothing above the last block moves again.
2. **The cost.** Estimated live under each entry while it streams, replaced by the billed figure at the end.
3. **Stop.** Ends the answer at once. The part that arrived is kept and marked as stopped.
4. **The model.** Switch it in the middle of a conversation. The context stays; each answer remembers its model.
5. **The archive.** A drawer with every conversation. Close the window, come back, continue.
6. **The editor.** Select code, run \`Ask About Selection…\`. File name and lines travel with the question.

Two windows share one archive. What is said in one appears in the other.

## Reading the cost line

| sign | meaning |
|---|---|
| \`≈ $0.00412\` | estimate: counted tokens × catalogue price |
| \`$0.00412\` | as reported by the service |
| \`$?\` | unknown; never shown as zero |

## Words this model answers

| word | shows |
|---|---|
| \`table\` | tables |
| \`code\` | code in three languages |
| \`long\` | about 1,500 tokens |
| \`slow\` | a silent start, then a slow line |
| \`fail\` | a line that is cut |

## To talk to a real model

\`\`\`text
1  Neural Terminal: Set API Key…     kept in the secret storage of VS Code
2  Neural Terminal: Select Model…    any model of the OpenRouter catalogue
3  Transmit
\`\`\`
`;
