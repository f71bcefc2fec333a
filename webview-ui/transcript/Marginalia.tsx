import { t } from '../../src/shared/l10n/t.ts';
import type { TokenUsage } from '../../src/shared/model/money.ts';
import type { Entry } from '../../src/shared/protocol/surfaceState.ts';
import { arrivedTokens, billedTokens, costFigure, count, seconds } from '../format/entryFigures.ts';
import { Icon } from '../ui/Icon.tsx';
import { TimeFigure } from './TimeFigure.tsx';

/** What an entry cost and how it came, in the margin like notes in a laboratory book; a line under the text when narrow. */
export function Marginalia({ entry }: { readonly entry: Entry }) {
  const { cost, usage, firstTokenMs, provider } = entry;
  const figure = cost && costFigure(cost, usage);
  const billed = billedTokens(entry);
  return (
    <div class="marginalia">
      {cost && figure && (
        <span class="cost" data-cost-usd={cost.usd ?? undefined} data-cost-source={cost.source} title={figure.exact}>
          {figure.text !== '' && (
            <>
              <b>
                {figure.approximate && <Icon name="about" />}
                {figure.text}
              </b>{' '}
            </>
          )}
          <small>{figure.word}</small>
        </span>
      )}
      {usage && (
        <span title={tokenParts(usage)}>
          {count(usage.promptTokens)} in · {count(billed === null ? usage.completionTokens : (arrivedTokens(entry) ?? 0))} out
          {billed !== null && ` · ${t('{0} billed', count(billed))}`}
        </span>
      )}
      {firstTokenMs !== null && (
        <span>
          {seconds(firstTokenMs)} to first<i class="long-word"> token</i>
        </span>
      )}
      <TimeFigure entry={entry} />
      {provider && cost?.source !== 'simulated' && <span>via {provider}</span>}
    </div>
  );
}

function tokenParts({ cachedTokens, reasoningTokens }: TokenUsage): string | undefined {
  const parts = [
    cachedTokens !== undefined && `${count(cachedTokens)} of the prompt from the cache`,
    reasoningTokens !== undefined && `${count(reasoningTokens)} of the answer spent on reasoning`,
  ].filter((part) => part !== false);
  return parts.length > 0 ? parts.join(', ') : undefined;
}
