export const codeAnswer = `## Three languages

TypeScript. Text of a stream, as it comes:

\`\`\`typescript
async function collect(pieces: AsyncIterable<string>, onText: (text: string) => void): Promise<string> {
  let whole = '';
  for await (const piece of pieces) {
    whole += piece;
    onText(piece);
  }
  return whole;
}
\`\`\`

Python. Money without rounding on the way:

\`\`\`python
from decimal import Decimal

def cost(prompt_tokens: int, completion_tokens: int) -> Decimal:
    """USD at 1 and 2 dollars per million tokens."""
    return prompt_tokens * Decimal("0.000001") + completion_tokens * Decimal("0.000002")

print(cost(1204, 388))  # 0.001980
\`\`\`

Shell. The same kind of stream by hand:

\`\`\`bash
curl --no-buffer https://openrouter.ai/api/v1/chat/completions \\
  --header "Authorization: Bearer $OPENROUTER_API_KEY" \\
  --header "Content-Type: application/json" \\
  --data '{"model": "openai/gpt-4o-mini", "stream": true, "max_tokens": 64,
           "messages": [{"role": "user", "content": "ping"}]}'
\`\`\`

Inline: \`data: [DONE]\` ends such a stream. The colours of a block arrive when it is complete.
`;
