import type { ComponentChildren } from 'preact';
import { warningSentence } from '../format/budgetFigures.ts';
import { Button } from '../ui/controls.tsx';
import { Icon } from '../ui/Icon.tsx';
import { useStores } from '../stores/storesContext.ts';
import './notices.css';

/** What has just happened and can be undone, and what happened elsewhere. No timer takes it away: only the next action, or the user. */
export function Notices() {
  const { notices, surface } = useStores();
  const undoable = notices.undoable.value;
  // As it was at the crossing: a sentence that moved with every token would be read out with every token.
  const warning = notices.budgetWarning.value;
  const warns = warning && surface.status.value?.spend.budgets.some(({ scope, state }) => scope === warning.scope && state === 'warn');
  return (
    <>
      <Notice text={undoable?.text ?? ''} onDismiss={() => (notices.undoable.value = null)}>
        {undoable && <Button onPress={() => undoable.undo()}>Undo</Button>}
      </Notice>
      <Notice
        text={warning && warns ? warningSentence(warning) : ''}
        kind="warning"
        onDismiss={() => (notices.budgetWarning.value = null)}
      />
      <Notice text={notices.message.value ?? ''} onDismiss={() => (notices.message.value = null)} />
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
  const { composer } = useStores();
  const dismiss = () => {
    onDismiss();
    composer.focus();
  };
  return (
    <div class={text === '' ? 'notice empty' : 'notice'} data-kind={kind}>
      <p role="status">{text}</p>
      {text !== '' && (
        <>
          {children}
          <Button appearance="quiet" title="Dismiss" onPress={dismiss}>
            <Icon name="close" />
            <small class="unseen">Dismiss</small>
          </Button>
        </>
      )}
    </div>
  );
}
