/**
 * The focus never falls to the body, where keys go nowhere: when the element that had it is removed or disabled, the drawer that it was in
 * gets it, or else what `giveBack` names; and a character typed while nothing has it goes there, too. Returns what ends the watch.
 */
export function keepFocus(giveBack: () => void): () => void {
  let last: Element | null = null;
  let wasInDrawer = false;

  const check = (): void => {
    if (!document.hasFocus() || document.activeElement !== document.body || last === null) return;
    if (last.isConnected && !last.matches(':disabled, [disabled]')) return;
    last = null;
    const field = wasInDrawer ? document.querySelector<HTMLElement>('.drawer :is(input, [tabindex="0"])') : null;
    if (field) field.focus();
    else giveBack();
  };

  const onFocusIn = ({ target }: FocusEvent): void => {
    last = target instanceof Element ? target : null;
    wasInDrawer = last?.closest('.drawer') !== null;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const isCharacter = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
    // Before the character is inserted, so that it lands in the field.
    if (isCharacter && document.activeElement === document.body) giveBack();
  };
  const removals = new MutationObserver(check);
  removals.observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ['disabled'] });
  document.addEventListener('focusin', onFocusIn);
  document.addEventListener('keydown', onKeyDown, true);
  return () => {
    removals.disconnect();
    document.removeEventListener('focusin', onFocusIn);
    document.removeEventListener('keydown', onKeyDown, true);
  };
}
