interface SparklineProps {
  readonly values: readonly number[];
  /** Room for so many bars; the newest is the last. */
  readonly slots: number;
}

/** Bars over time, as high as their share of the highest one. For the eye only: the figure beside it says the value. */
export function Sparkline({ values, slots }: SparklineProps) {
  const visible = values.slice(-slots);
  const highest = Math.max(1, ...visible);
  return (
    <svg class="trace" viewBox={`0 0 ${slots * 5} 40`} preserveAspectRatio="none" aria-hidden="true">
      {visible.map((value, index) => {
        const height = Math.max(1, (38 * value) / highest);
        return <rect key={index} x={index * 5} y={40 - height} width="3" height={height} />;
      })}
    </svg>
  );
}
