import { t } from '../../src/shared/l10n/t.ts';
import { demonstrationModelId } from '../../src/shared/limits.ts';
import type { SurfaceStatus } from '../../src/shared/protocol/surfaceState.ts';
import { Button } from '../ui/controls.tsx';
import { DemonstrationWords } from './DemonstrationWords.tsx';
import { useStores } from '../stores/storesContext.ts';

/** An empty log, drawn as the system's own entry: what this is, three things to do, and the way in without a key. */
export function EmptyState({ status }: { readonly status: SurfaceStatus }) {
  return (
    <section class="entry system" aria-label="Start">
      <div class="gutter" aria-hidden="true">
        <b>0000</b>
      </div>
      <i class="node" aria-hidden="true" />
      <div class="body">
        <h2 class="head">
          <strong>System ready</strong>
        </h2>
        <div class="text">
          <p>A laboratory terminal for language models: every token and every cent on screen while it happens.</p>
          <dl class="steps">
            <dt>Ask</dt>
            <dd>
              Type below. <kbd>Enter</kbd> transmits, <kbd>Shift+Enter</kbd> breaks the line.
            </dd>
            <dt>Attach</dt>
            <dd>
              Select code in an editor and run <kbd>Ask About Selection…</kbd>
            </dd>
            <dt>Compare</dt>
            <dd>Switch the model at any time; prices and context stand in its list.</dd>
          </dl>
          <FirstContact status={status} />
        </div>
      </div>
    </section>
  );
}

function FirstContact({ status }: { readonly status: SurfaceStatus }) {
  const { notices, failures, requests, view, demonstration } = useStores();
  const runDemonstration = <Button onPress={() => demonstration.run()}>{t('Run the demonstration')}</Button>;
  if (status.modelId === demonstrationModelId)
    return (
      <>
        <p>The demonstration model is loaded: no key, no network, simulated money. It has something to show for each of these words.</p>
        <DemonstrationWords />
      </>
    );
  if (status.endpointProblem !== null)
    return (
      <>
        <p>{status.endpointProblem}</p>
        <div class="recovery">
          <Button onPress={() => failures.run('openSettings', null)}>{t('Open Settings')}</Button>
          {runDemonstration}
        </div>
      </>
    );
  if (status.key === 'notNeeded')
    return (
      <>
        <p>{t('{0} is on this machine and needs no key. Choose one of its models.', status.endpoint)}</p>
        <div class="recovery">
          <Button onPress={() => (view.drawer.value = 'models')}>{t('Choose a model')}</Button>
          {runDemonstration}
        </div>
      </>
    );
  if (status.key !== 'missing' && status.key !== 'demanded')
    return (
      <>
        <p>The demonstration needs no key and costs nothing.</p>
        <div class="recovery">{runDemonstration}</div>
      </>
    );
  // The notice above the composer offers the same two ways, and once is enough.
  if (notices.failure.value?.code === 'NO_KEY') return null;
  const setApiKey = <Button onPress={() => failures.run('setApiKey', null)}>{t('Set API Key')}</Button>;
  if (status.key === 'demanded')
    return (
      <>
        <p>{t('{0} asks for a key, and none is set for it. The demonstration needs none.', status.endpoint)}</p>
        <div class="recovery">
          {setApiKey}
          {runDemonstration}
        </div>
      </>
    );
  return (
    <>
      <p>No key is set, so nothing can be sent yet. The demonstration needs none.</p>
      <div class="recovery">
        {setApiKey}
        <Button onPress={() => void requests.send('openLink', { href: 'https://openrouter.ai/keys' })}>
          {t('Get a key (openrouter.ai/keys)')}
        </Button>
        {runDemonstration}
      </div>
    </>
  );
}
