import type { ComponentChildren } from 'preact';
import { warningSentence } from '../format/budgetFigures.ts';
import { Button } from '../ui/controls.tsx';
import { Sign } from '../ui/Icon.tsx';
import { useTerminal } from '../stores/terminalContext.ts';

/** What has just happened and can be undone, and what happened elsewhere. No timer takes it away: only the next deed, or the person. */
export function Notices() {
  const terminal = useTerminal();
  const { told, tree, warned, surface } = terminal;
  const undoable = tree.undoable.value;
  // As it was at the crossing: a sentence that moved with every token would be read out with every token.
  const warning = warned.value;
  const warns = warning && surface.status.value?.spend.budgets.some(({ scope, state }) => scope === warning.scope && state === 'warn');
  return (
    <>
      <Notice text={undoable?.text ?? ''} onDismiss={() => (tree.undoable.value = null)}>
        {undoable && <Button onPress={() => undoable.undo()}>Undo</Button>}
      </Notice>
      <Notice text={warning && warns ? warningSentence(warning) : ''} kind="warning" onDismiss={() => (warned.value = null)} />
      <Notice text={told.value ?? ''} onDismiss={() => (told.value = null)} />
    </>
  );
}

interface NoticeProps {
  /** Empty: nothing to say. The element stays, because a screen reader only hears of changes in what was there before. */
  readonly text: string;
  readonly kind?: 'warning';
  readonly onDismiss: () => void;
  readonly children?: ComponentChildren;
}

function Notice({ text, kind, onDismiss, children }: NoticeProps) {
  const terminal = useTerminal();
  const dismiss = () => {
    onDismiss();
    terminal.focusComposer();
  };
  return (
    <div class={text === '' ? 'notice empty' : 'notice'} data-kind={kind}>
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
