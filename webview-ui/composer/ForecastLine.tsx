import { forecastFigure } from '../format/forecastFigure.ts';
import { Icon } from '../ui/Icon.tsx';
import { useStores } from '../stores/storesContext.ts';

/** The id of what describes the composer: the same figures in sentences. */
export const forecastDescription = 'forecast-description';

/** `1,702 tok  ≈ $0.0051 – $0.0281`: what the draft will cost, from the prompt alone to the longest answer. */
export function ForecastLine() {
  const { forecast: forecastStore, surface } = useStores();
  const forecast = forecastStore.current.value;
  if (forecast === null) return null;
  const figure = forecastFigure(forecast);
  const simulated = surface.status.value?.model?.simulated === true;
  return (
    <span
      class="forecast"
      title={figure.description}
      data-least-usd={forecast.leastUsd ?? undefined}
      data-most-usd={forecast.mostUsd ?? undefined}
    >
      <span class="forecast-tokens">
        {figure.aboutTokens && <Icon name="about" />}
        {figure.tokens}
      </span>
      <span class="forecast-money">
        {figure.aboutMoney && <Icon name="about" />}
        {simulated && forecast.mostUsd === null ? 'simulated' : figure.money}
        {simulated && forecast.mostUsd !== null && ' simulated'}
      </span>
      {forecast.alerts && <b class="forecast-alert">above alert</b>}
      <small class="unseen" id={forecastDescription}>
        {figure.description}
        {forecast.alerts && ' The longest answer would cost more than the alert for one message.'}
      </small>
    </span>
  );
}
