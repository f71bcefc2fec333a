import type { Conversation } from '../../src/shared/model/conversation.ts';
import type { SurfaceStatus } from '../../src/shared/protocol/surfaceState.ts';
import { t } from '../../src/shared/l10n/t.ts';
import { count } from '../format/entryFigures.ts';
import { makerPart } from '../format/modelFigures.ts';
import { Button } from '../ui/controls.tsx';
import { Lamps } from './Lamps.tsx';
import { Icon } from '../ui/Icon.tsx';
import { useStores } from '../stores/storesContext.ts';
import './header.css';

/** The instrument's plate: what it is, what it is connected to, what it is doing; the lamps; the conversation; the model. */
export function Header() {
  const { surface } = useStores();
  const status = surface.status.value;
  const conversation = surface.conversation.value;
  return (
    <>
      <header class="header">
        <div class="plate">
          <h1 title={status ? `NEURAL_TERMINAL v${status.version}` : undefined}>
            <span class="glow">NEURAL_TERMINAL</span>
            {status && <small> v{status.version}</small>}
          </h1>
          {status && (
            <p class="label">
              <span class="place" title={connection(status)}>
                {connection(status)}
              </span>
              <Doing />
            </p>
          )}
        </div>
        {status && <Lamps status={status} />}
        {conversation && (
          <p class="who" title={[conversation.title, ...marks(conversation)].join('\n')}>
            {[conversation.id.slice(0, 8), ...marks(conversation)].join(' · ')}
            <b>{conversation.title}</b>
          </p>
        )}
        <ModelButton />
        <NewButton />
      </header>
      {conversation && <Marks conversation={conversation} />}
    </>
  );
}

/** Where the header has no room for the conversation: the marks alone, in a line under it. */
function Marks({ conversation }: { readonly conversation: Conversation }) {
  const all = marks(conversation);
  if (all.length === 0) return null;
  return (
    <p class="marks" title={all.join('\n')}>
      {all.join(' · ')}
    </p>
  );
}

/** What commands have done to the conversation, in the words of its card. */
function marks({ pinned, status, tags }: Conversation): readonly string[] {
  return [pinned && 'pinned', status === 'archived' && 'archived', ...tags].filter((mark) => mark !== false);
}

function Doing() {
  const { surface, clock } = useStores();
  const waiting = clock.waitingSeconds;
  const streaming = waiting === null ? 'Streaming' : t('Waiting {0} s', waiting);
  return (
    <span class="doing">
      {' '}
      <i>//</i> {surface.streaming.value ? streaming : 'System ready'}
    </span>
  );
}

function connection({ endpoint, endpointProblem, modelCount }: SurfaceStatus): string {
  if (endpoint === '') return 'Address refused';
  const name = endpoint === 'openrouter.ai' ? 'OpenRouter' : endpoint;
  if (endpointProblem !== null) return `${name} // ${t('not confirmed')}`;
  return modelCount === 0 ? name : `${name} // ${count(modelCount)} ${modelCount === 1 ? 'model' : 'models'}`;
}

/** Native: the toolkit's button takes its whole content as its name. Here the value is hidden from the name and is the description. */
function ModelButton() {
  const { view, models, surface } = useStores();
  const modelId = models.currentId;
  const open = view.drawer.value === 'models';
  const maker = makerPart(modelId.value);
  return (
    <button
      type="button"
      class="model-button"
      aria-describedby="model-value"
      aria-expanded={open}
      onClick={() => view.toggleDrawer('models')}
    >
      <span class="label">Model</span>
      <span id="model-value" class="model-value" title={modelId.value} aria-hidden="true">
        <i>{maker}</i>
        {modelId.value.slice(maker.length)}
        {surface.status.value?.modelSetByWorkspace && <small> set by workspace</small>}
      </span>
      <Icon name="open" />
    </button>
  );
}

/** Out of sight while the archive is open: the drawer has its own, and one name means one button. */
function NewButton() {
  const { view, conversations } = useStores();
  return (
    <div class={view.drawer.value === 'archive' ? 'new away' : 'new'}>
      <Button appearance="quiet" title="New Conversation" onPress={() => conversations.open(null)}>
        <Icon name="add" />
        <small class="unseen">New Conversation</small>
      </Button>
    </div>
  );
}
