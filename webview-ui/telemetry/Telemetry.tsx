import { ContextCell } from './ContextCell.tsx';
import { LatencyCell } from './LatencyCell.tsx';
import { ModelsCell } from './ModelsCell.tsx';
import { SpendCell } from './SpendCell.tsx';
import { useStores } from '../stores/storesContext.ts';
import { VelocityCell } from './VelocityCell.tsx';
import './telemetry.css';

/** The figures: a strip under the header when narrow, a column of unequal cells when wide. Only what is known is shown. */
export function Telemetry() {
  const { surface } = useStores();
  const status = surface.status.value;
  return (
    <section class="telemetry" aria-label="Telemetry">
      {status && (
        <>
          <SpendCell spend={status.spend} />
          <ContextCell model={status.model} />
          <VelocityCell />
          <LatencyCell times={status.times} />
          <ModelsCell byModel={status.spend.byModel} model={status.model} />
        </>
      )}
    </section>
  );
}
