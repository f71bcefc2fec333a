import { type ReadonlySignal, useComputed } from '@preact/signals';
import type { Entry } from '../../src/shared/protocol/surfaceState.ts';
import { useStores } from '../stores/storesContext.ts';

/** The newest answer's entry, as far as it has figures. */
export function useNewestAnswer(): ReadonlySignal<Entry | null> {
  const { surface } = useStores();
  return useComputed(() => surface.entries.value.findLast((entry) => entry.value.role === 'assistant')?.value ?? null);
}
