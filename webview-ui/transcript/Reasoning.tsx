import type { Entry } from '../../src/shared/protocol/surfaceState.ts';

/** UTF-16 units of the newest reasoning that may stand on a line. */
const tailLength = 160;

/**
 * What the model thought before it answered, folded. While it grows, its newest words stand beside the name of the fold: that something comes
 * is seen, and nothing below it moves.
 */
export function Reasoning({ entry }: { readonly entry: Pick<Entry, 'reasoning' | 'text' | 'stream'> }) {
  const { reasoning, text, stream } = entry;
  const growing = stream !== null && text === '';
  return (
    <details class="reasoning">
      <summary>
        <span class="label">Reasoning</span>
        {growing && (
          <span class="reasoning-tail" aria-hidden="true">
            <bdi>{reasoning.slice(-tailLength).replace(/\s+/g, ' ')}</bdi>
          </span>
        )}
      </summary>
      {/* A paragraph each, so that a growing one is laid out alone. */}
      {reasoning.split(/\n{2,}/).map((paragraph, index) => (
        <p key={index} dir="auto">
          {paragraph}
        </p>
      ))}
    </details>
  );
}
