/** Levels of lists and objects: nothing real has a tenth of it, and what walks through far more runs out of stack. */
const mostLevels = 500;

/** The value of a JSON text; undefined for what is no JSON, and for what is nested beyond all measure. */
export function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    // Each level takes two characters.
    return text.length > 2 * mostLevels && isTooDeep(value) ? undefined : value;
  } catch {
    return undefined;
  }
}

/** Level by level, without a call for each. */
function isTooDeep(value: unknown): boolean {
  let level = [value].filter(isNested);
  for (let levels = 0; level.length > 0; levels++) {
    if (levels === mostLevels) return true;
    level = level.flatMap((item) => Object.values(item).filter(isNested));
  }
  return false;
}

function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
