/**
 * Whether a key belongs to an input method: it chooses, ends or gives up a word that is being composed, and must do nothing else.
 * Chromium reports the key that ends a composition after `isComposing` is false again, with the key code 229.
 */
export function endsComposition(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229;
}
