import { settingsReads } from './settingsReads.ts';

/** Counts, until `end`, how often the host reads its settings and turns a value into JSON: work that a streamed piece must not cost. */
export function countWork(): { readonly end: () => { readonly settingsReads: number; readonly comparisons: number } } {
  const stringify = JSON.stringify.bind(JSON);
  const readsBefore = settingsReads.count;
  let comparisons = 0;
  JSON.stringify = ((...args: Parameters<typeof stringify>) => {
    comparisons += 1;
    return stringify(...args);
  }) as typeof JSON.stringify;
  return {
    end: () => {
      JSON.stringify = stringify;
      return { settingsReads: settingsReads.count - readsBefore, comparisons };
    },
  };
}
