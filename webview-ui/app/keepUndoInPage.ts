/**
 * Undo and redo are the browser's, and mean a field of this page or nothing. VS Code listens for these keys at the window, keeps the browser
 * from its own undo, and runs the command of the workbench, which takes back a change of the file in a custom editor beside the panel
 * (`handleInnerKeydown` of its webviews). So the event ends at the document. Returns what takes the listener away.
 */
export function keepUndoInPage(): () => void {
  const onKeyDown = (event: KeyboardEvent): void => {
    if (isUndoOrRedo(event)) event.stopPropagation();
  };
  document.addEventListener('keydown', onKeyDown);
  return () => document.removeEventListener('keydown', onKeyDown);
}

function isUndoOrRedo({ ctrlKey, metaKey, altKey, key }: KeyboardEvent): boolean {
  return (ctrlKey || metaKey) && !altKey && ['z', 'y'].includes(key.toLowerCase());
}
