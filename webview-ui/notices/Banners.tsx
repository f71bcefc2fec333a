import type { SurfaceStatus } from '../../src/shared/protocol/surfaceState.ts';
import { Button } from '../ui/controls.tsx';
import { Sign } from '../ui/Icon.tsx';
import { useTerminal } from '../stores/terminalContext.ts';

/** What the person has to know about what is on the canvas, above it. */
export function Banners() {
  const { surface } = useTerminal();
  const archive = surface.status.value?.archive;
  const conversation = surface.conversation.value;
  return (
    <>
      {archive && archive.state !== 'ok' && <ArchiveBanner state={archive.state} detail={archive.detail} />}
      {conversation?.deleted && <DeletedBanner id={conversation.id} />}
    </>
  );
}

interface ArchiveTrouble {
  readonly state: Exclude<SurfaceStatus['archive']['state'], 'ok'>;
  readonly detail: string;
}

const troubles: Record<ArchiveTrouble['state'], { readonly label: string; readonly otherwise: string }> = {
  readonly: {
    label: 'Archive read-only',
    otherwise: 'Conversations can be read, and nothing can be added. The log says what stands in the way.',
  },
  damaged: { label: 'Archive damaged', otherwise: 'A part could not be read. It was kept, set aside, and logged.' },
};

/** Folded away it stays for this trouble; another one is worth another look. */
function ArchiveBanner({ state, detail }: ArchiveTrouble) {
  const terminal = useTerminal();
  const trouble = `${state} ${detail}`;
  if (terminal.folded.value === trouble) return null;
  const { label, otherwise } = troubles[state];

  const fold = () => {
    terminal.folded.value = trouble;
    terminal.focusComposer();
  };

  return (
    <div class="banner" data-trouble={state}>
      <p role="alert" key={trouble}>
        <span class="label">{label}</span> {detail || otherwise}
      </p>
      <div class="banner-deeds">
        {state === 'damaged' && <Button onPress={() => terminal.wish('verifyArchive', {})}>Verify now</Button>}
        <Button onPress={() => terminal.wish('showLog', {})}>Show Log</Button>
      </div>
      <Button look="quiet" title="Fold away" onPress={fold}>
        <Sign name="close" />
        <small class="unseen">Fold away</small>
      </Button>
    </div>
  );
}

function DeletedBanner({ id }: { readonly id: string }) {
  const terminal = useTerminal();
  const restore = () => {
    terminal.focusComposer();
    return terminal.tree.changeConversation(id, { deleted: false });
  };
  return (
    <div class="banner">
      <p role="status">Deleted in another window. Nothing is lost.</p>
      <div class="banner-deeds">
        <Button onPress={restore}>Restore</Button>
      </div>
    </div>
  );
}
