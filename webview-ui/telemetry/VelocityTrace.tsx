import { type ReadonlySignal, useSignal, useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { Entry } from '../../src/shared/protocol/surfaceState.ts';
import { Sparkline } from '../charts/Sparkline.tsx';

const slots = 24;
/** ms of stream behind a sample: a shorter one shows how the pieces came together on their way. */
const sampleMs = 1000;

/** The last samples of the running answer: tokens per second between two reports. */
export function VelocityTrace({ answer }: { readonly answer: ReadonlySignal<Entry | null> }) {
  const rates = useSignal<readonly number[]>([]);
  const last = useRef<{ id: string; tokens: number; ms: number } | null>(null);

  useSignalEffect(() => {
    const entry = answer.value;
    if (!entry?.usage || entry.latencyMs === null || entry.state !== 'streaming') return;
    const now = { id: entry.id, tokens: entry.usage.completionTokens, ms: entry.latencyMs };
    const before = last.current;
    if (before?.id === now.id && now.ms - before.ms < sampleMs) return;
    last.current = now;
    if (before?.id !== now.id) rates.value = [];
    else if (now.tokens >= before.tokens)
      rates.value = [...rates.peek(), ((now.tokens - before.tokens) * 1000) / (now.ms - before.ms)].slice(-slots);
  });

  return <Sparkline values={rates.value} slots={slots} />;
}
