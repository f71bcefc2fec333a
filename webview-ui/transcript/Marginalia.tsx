import type { TokenUsage } from '../../src/shared/model/money.ts';
import type { Entry } from '../../src/shared/protocol/surfaceState.ts';
import { costFigure, count, seconds, velocity } from '../format/entryFigures.ts';
import { Icon } from '../ui/Icon.tsx';

/** What an entry cost and how it came, in the margin like notes in a laboratory book; a line under the text when narrow. */
export function Marginalia({ entry }: { readonly entry: Entry }) {
  const { cost, usage, firstTokenMs, latencyMs, provider } = entry;
  const figure = cost && costFigure(cost, usage);
  const rate = velocity(entry);
  return (
    <div class="marginalia">
      {cost && figure && (
        <span class="cost" data-cost-usd={cost.usd ?? undefined} data-cost-source={cost.source} title={figure.exact}>
          <b>
            {figure.approximate && <Icon name="about" />}
            {figure.text}
          </b>{' '}
          <small>{figure.word}</small>
        </span>
      )}
      {usage && (
        <span title={tokenParts(usage)}>
          {count(usage.promptTokens)} in · {count(usage.completionTokens)} out
        </span>
      )}
      {firstTokenMs !== null && (
        <span>
          {seconds(firstTokenMs)} to first<i class="long-word"> token</i>
        </span>
      )}
      {latencyMs !== null && (
        <span>
          {seconds(latencyMs)}
          {rate !== null && ` · ${count(rate)} tok/s`}
        </span>
      )}
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
