/**
 * The focus never falls to the body, where keys go nowhere: when the element that had it is removed or disabled, the drawer that it was in
 * gets it, or else what `giveBack` names; and a character typed while nothing has it goes there, too. When the page gets the focus from another
 * part of the window (the palette, an editor), so does the element that had it last. Returns what ends the watch.
 */
export function keepFocus(giveBack: () => void): () => void {
  let last: HTMLElement | null = null;
  let wasInDrawer = false;
  let isPressed = false;

  const check = (): void => {
    if (!document.hasFocus() || document.activeElement !== document.body || last === null) return;
    if (last.isConnected && !last.matches(':disabled, [disabled]')) return;
    last = null;
    const field = wasInDrawer ? document.querySelector<HTMLElement>('.drawer :is(input, [tabindex="0"])') : null;
    if (field) field.focus();
    else giveBack();
  };

  const onFocusIn = ({ target }: FocusEvent): void => {
    last = target instanceof HTMLElement ? target : null;
    wasInDrawer = last?.closest('.drawer') !== null;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const isCharacter = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
    // Before the character is inserted, so that it lands in the field.
    if (isCharacter && document.activeElement === document.body) giveBack();
  };
  const onWindowFocus = (): void => {
    // A browser forgets which element of a frame had the focus once another frame has it. What is pressed on gets it by itself.
    if (isPressed || !document.hasFocus() || document.activeElement !== document.body) return;
    if (last?.isConnected) last.focus({ preventScroll: true });
    if (document.activeElement === document.body) giveBack();
  };
  const notePress = ({ type }: Event): void => void (isPressed = type === 'pointerdown');
  const removals = new MutationObserver(check);
  removals.observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ['disabled'] });
  document.addEventListener('focusin', onFocusIn);
  document.addEventListener('keydown', onKeyDown, true);
  window.addEventListener('focus', onWindowFocus);
  for (const type of presses) window.addEventListener(type, notePress, true);
  // It may have come while the page was made.
  onWindowFocus();
  return () => {
    removals.disconnect();
    document.removeEventListener('focusin', onFocusIn);
    document.removeEventListener('keydown', onKeyDown, true);
    window.removeEventListener('focus', onWindowFocus);
    for (const type of presses) window.removeEventListener(type, notePress, true);
  };
}

/** The first begins a press, each of the others ends it. */
const presses = ['pointerdown', 'pointerup', 'pointercancel', 'blur'] as const;
