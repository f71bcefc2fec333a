/** The browser's own keys for scrolling up; with others held down they mean something else. */
export function goesUp({ key, shiftKey, ctrlKey, altKey, metaKey, target, currentTarget }: KeyboardEvent): boolean {
  if (altKey) return false;
  if (key === ' ') return shiftKey && target === currentTarget;
  if (ctrlKey || metaKey) return key === 'Home' || key === 'ArrowUp';
  return key === 'Home' || key === 'PageUp' || key === 'ArrowUp';
}
