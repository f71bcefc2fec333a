import type { Entry } from '../../src/shared/protocol/surfaceState.ts';
import { Icon } from '../ui/Icon.tsx';
import { siblingBeside } from './useBranchSwitch.ts';

interface BranchSwitcherProps {
  readonly entry: Entry;
  /** Called with the entry that is to be shown instead. */
  readonly onSwitch: (sibling: string) => void;
}

/**
 * `‹ 2 / 3 ›`: the alternatives at this point of the conversation. An end is only marked as disabled: a button that is disabled
 * for good would lose the focus to nowhere.
 */
export function BranchSwitcher({ entry, onSwitch }: BranchSwitcherProps) {
  const { siblings } = entry;
  return (
    <span class="switcher">
      <Step name="Previous branch" sign="previous" to={siblingBeside(entry, -1)} onSwitch={onSwitch} />
      <span>
        {siblings.indexOf(entry.id) + 1} / {siblings.length}
      </span>
      <Step name="Next branch" sign="next" to={siblingBeside(entry, 1)} onSwitch={onSwitch} />
    </span>
  );
}

interface StepProps extends Pick<BranchSwitcherProps, 'onSwitch'> {
  readonly name: string;
  readonly sign: 'previous' | 'next';
  readonly to: string | undefined;
}

function Step({ name, sign, to, onSwitch }: StepProps) {
  return (
    <button type="button" aria-label={name} title={name} aria-disabled={to === undefined} onClick={() => to !== undefined && onSwitch(to)}>
      <Icon name={sign} />
    </button>
  );
}
