import { useComputed } from '@preact/signals';
import type { SurfaceStatus } from '../../src/shared/protocol/surfaceState.ts';
import { count, textTokens } from '../format/entryFigures.ts';
import { contextSize } from '../format/modelFigures.ts';
import { percentOf } from '../format/percentOf.ts';
import { Cell, Figure } from '../ui/cells.tsx';
import { useStores } from '../stores/storesContext.ts';
import { useNewestAnswer } from './useNewestAnswer.ts';

/** How far the model's window is filled: by the newest answer and what stood before it, and by what is written below. */
export function ContextCell({ model }: { readonly model: SurfaceStatus['model'] }) {
  const { forecast } = useStores();
  const answer = useNewestAnswer();
  // Not the answer itself, which changes with every piece of its text.
  const sent = useComputed(() => answer.value?.usage?.promptTokens ?? 0).value;
  const received = useComputed(() => (answer.value ? textTokens(answer.value) : 0)).value;
  const windowTokens = model?.contextTokens ?? null;
  const draft = Math.max(0, (forecast.current.value?.promptTokens ?? 0) - sent - received);
  const used = sent + received + draft;
  const over = windowTokens !== null && used > windowTokens;
  return (
    <Cell name="Context">
      <Figure label="Context" kind={over ? 'alarm' : 'rest'} headline>
        {windowTokens === null ? count(used) : percentOf(used, windowTokens)}
      </Figure>
      {windowTokens !== null && (
        <>
          <FillBar parts={[sent, received, draft]} whole={Math.max(windowTokens, used)} />
          <p class="fill-count">
            {count(used)} / {count(windowTokens)}
          </p>
        </>
      )}
      <p class="fill-legend" title={`${count(sent)} in, ${count(received)} out, ${count(draft)} in the draft`}>
        <span class="sent">in {shortCount(sent)}</span> <span class="received">out {shortCount(received)}</span>{' '}
        {draft > 0 && <span class="draft">draft {shortCount(draft)}</span>}
      </p>
    </Cell>
  );
}

/** `788`, `38k`: three of them stand on a short line. */
function shortCount(tokens: number): string {
  return tokens < 10_000 ? count(tokens) : contextSize(tokens);
}

const fills = ['sent', 'received', 'draft'] as const;

function FillBar({ parts, whole }: { readonly parts: readonly number[]; readonly whole: number }) {
  let end = 0;
  return (
    <svg class="fill-bar" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">
      <rect class="ground" width="100" height="12" />
      {parts.map((tokens, index) => {
        const width = (100 * tokens) / whole;
        end += width;
        return <rect key={index} class={fills[index]} x={end - width} width={width} height="12" />;
      })}
    </svg>
  );
}
