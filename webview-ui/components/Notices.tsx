import type { ComponentChildren } from 'preact';
import { Button } from './controls.tsx';
import { Sign } from './Sign.tsx';
import { useTerminal } from './terminalContext.ts';

/** What has just happened and can be undone, and what happened elsewhere. No timer takes it away: only the next deed, or the person. */
export function Notices() {
  const terminal = useTerminal();
  const { told, tree } = terminal;
  const undoable = tree.undoable.value;
  return (
    <>
      <Notice text={undoable?.text ?? ''} onDismiss={() => (tree.undoable.value = null)}>
        {undoable && <Button onPress={() => undoable.undo()}>Undo</Button>}
      </Notice>
      <Notice text={told.value ?? ''} onDismiss={() => (told.value = null)} />
    </>
  );
}

interface NoticeProps {
  /** Empty: nothing to say. The element stays, because a screen reader only hears of changes in what was there before. */
  readonly text: string;
  readonly onDismiss: () => void;
  readonly children?: ComponentChildren;
}

function Notice({ text, onDismiss, children }: NoticeProps) {
  const terminal = useTerminal();
  const dismiss = () => {
    onDismiss();
    terminal.focusComposer();
  };
  return (
    <div class={text === '' ? 'notice empty' : 'notice'}>
      <p role="status">{text}</p>
      {text !== '' && (
        <>
          {children}
          <Button look="quiet" title="Dismiss" onPress={dismiss}>
            <Sign name="close" />
            <small class="unseen">Dismiss</small>
          </Button>
        </>
      )}
    </div>
  );
}
