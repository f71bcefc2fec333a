import { t } from '../../src/shared/l10n/t.ts';
import type { SurfaceStatus } from '../../src/shared/protocol/surfaceState.ts';
import { Button } from '../ui/controls.tsx';
import { Icon } from '../ui/Icon.tsx';
import { useStores } from '../stores/storesContext.ts';

/** What the user has to know about what is on the canvas, above it. */
export function Banners() {
  const { surface } = useStores();
  const archive = surface.status.value?.archive;
  const conversation = surface.conversation.value;
  return (
    <>
      {archive && archive.state !== 'ok' && <ArchiveBanner state={archive.state} detail={archive.detail} />}
      {conversation?.deleted && <DeletedBanner id={conversation.id} />}
    </>
  );
}

interface ArchiveProblem {
  readonly state: Exclude<SurfaceStatus['archive']['state'], 'ok'>;
  readonly detail: string;
}

const problems: Record<ArchiveProblem['state'], { readonly label: string; readonly otherwise: string }> = {
  unsynced: {
    label: 'No guarantee',
    otherwise: 'The disk does not confirm what it writes. A power failure may take the last entries.',
  },
  readonly: {
    label: 'Archive read-only',
    otherwise: 'Conversations can be read, and nothing can be added. The log says what stands in the way.',
  },
  damaged: { label: 'Archive damaged', otherwise: 'A part could not be read. It was kept, set aside, and logged.' },
};

/** Folded away it stays for this problem; another one is shown again. */
function ArchiveBanner({ state, detail }: ArchiveProblem) {
  const { view, composer, requests } = useStores();
  const problem = `${state} ${detail}`;
  if (view.foldedProblem.value === problem) return null;
  const { label, otherwise } = problems[state];

  const fold = () => {
    view.foldedProblem.value = problem;
    composer.focus();
  };

  return (
    <div class="banner" data-trouble={state}>
      <p role="alert" key={problem}>
        <span class="label">{label}</span> {detail || otherwise}
      </p>
      <div class="banner-actions">
        {state === 'damaged' && <Button onPress={() => requests.send('verifyArchive', {})}>Verify now</Button>}
        <Button onPress={() => requests.send('showLog', {})}>Show Log</Button>
      </div>
      <Button appearance="quiet" title="Fold away" onPress={fold}>
        <Icon name="close" />
        <small class="unseen">Fold away</small>
      </Button>
    </div>
  );
}

function DeletedBanner({ id }: { readonly id: string }) {
  const { composer, conversations } = useStores();
  const restore = () => {
    composer.focus();
    return conversations.change(id, { deleted: false });
  };
  return (
    <div class="banner">
      <p role="status">{t('This conversation is deleted. Nothing is lost.')}</p>
      <div class="banner-actions">
        <Button onPress={restore}>{t('Restore')}</Button>
        <Button onPress={() => conversations.erase(id)}>{t('Erase for Good…')}</Button>
      </div>
    </div>
  );
}
