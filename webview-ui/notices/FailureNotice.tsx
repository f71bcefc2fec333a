import { useEffect } from 'preact/hooks';
import { t } from '../../src/shared/l10n/t.ts';
import type { Failure, RecoveryAction } from '../../src/shared/model/failure.ts';
import type { Entry } from '../../src/shared/protocol/surfaceState.ts';
import { cheaperThan, replacements } from '../format/modelFigures.ts';
import { Button, Dropdown } from '../ui/controls.tsx';
import { useStores } from '../stores/storesContext.ts';

const actionNames: Record<Exclude<RecoveryAction, 'switchModel'>, string> = {
  retry: t('Retry'),
  setApiKey: t('Set API Key'),
  useDemo: t('Use demonstration model'),
  attachAsFile: t('Attach as file'),
  openSettings: t('Open Settings'),
  raiseLimit: t('Raise limit'),
  sendAnyway: t('Send anyway'),
  showCosts: t('Show Costs'),
  showLog: t('Show Log'),
};

interface FailureNoticeProps {
  readonly failure: Failure;
  /** The entry that failed; null for a request that was refused. */
  readonly entry: Entry | null;
}

/** What happened, in a sentence, and what can be done about it, one control each. */
export function FailureNotice({ failure, entry }: FailureNoticeProps) {
  const { failures, surface } = useStores();
  const role = entry && surface.isOldFailure(entry.id) ? 'group' : 'alert';
  return (
    <div class="failure" role={role} aria-label={role === 'group' ? t('Failure') : undefined}>
      <p>
        <span class="label">{failure.code.replaceAll('_', ' ')}</span> {failure.message}
      </p>
      <div class="recovery">
        {failure.actions.map((action) =>
          action === 'switchModel' ? (
            <SwitchModel key={action} failure={failure} entry={entry} />
          ) : (
            <Button key={action} onPress={() => failures.run(action, entry?.id ?? null)}>
              {actionNames[action]}
            </Button>
          ),
        )}
        {failure.actions.includes('sendAnyway') && (
          <Button onPress={() => failures.sendAnyway(entry?.id ?? null, 'conversation')}>{t('Always send in this conversation')}</Button>
        )}
      </div>
    </div>
  );
}

/** Asks the same of another model. */
function SwitchModel({ failure, entry }: FailureNoticeProps) {
  const { models, surface, failures } = useStores();
  const catalogue = models.catalogue.value;

  useEffect(() => {
    if (models.catalogue.peek() === null) void models.read();
  }, [models]);

  if (catalogue === null) return null;
  const used = surface.conversations.value.map(({ modelId }) => modelId);
  const failedId = entry ? entry.modelId : models.currentId.value;
  // What a budget has no room for is not asked of a dearer model.
  const candidates = failure.code === 'BUDGET_EXCEEDED' ? cheaperThan(catalogue.list, failedId) : catalogue.list;
  const options = replacements(candidates, failedId, used).map(({ id }) => ({ value: id, text: id }));
  return (
    <Dropdown
      label={t('Switch model')}
      placeholder={t('Switch model')}
      options={options}
      onChoose={(modelId) => void failures.switchModel(entry?.id ?? null, modelId)}
    />
  );
}
