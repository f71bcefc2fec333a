import './app/pageTranslations.ts';
import './theme/layers.css';
import './theme/fonts.css';
import './theme/tokens.css';
import './theme/base.css';
import './theme/motion.css';
import { effect } from '@preact/signals';
import { render } from 'preact';
import { App } from './app/App.tsx';
import { HostConnection } from './app/hostConnection.ts';
import { registerControls } from './ui/controls.tsx';
import { createStores } from './stores/createStores.ts';
import { StoresContext } from './stores/storesContext.ts';
import { reportFaults } from './transport/pageFaults.ts';
import { vsCodeHost } from './transport/host.ts';

const host = vsCodeHost();
reportFaults(host);
registerControls();

const root = createStores(host);
const connection = new HostConnection(host, root);
effect(() => {
  const theme = root.stores.surface.status.value?.theme;
  if (theme) document.documentElement.dataset['theme'] = theme;
});

// The power-on sequence runs once per window; it is only drawn, and nothing waits for it.
const poweredOn = 'neuralTerminal.poweredOn';
if (sessionStorage.getItem(poweredOn) === null) {
  sessionStorage.setItem(poweredOn, 'yes');
  document.documentElement.classList.add('power-on');
}

render(
  <StoresContext.Provider value={root.stores}>
    <App />
  </StoresContext.Provider>,
  document.getElementById('app') ?? document.body,
);
root.viewState.startSaving();
connection.open();
root.touch.listen(window);
window.addEventListener('pagehide', () => {
  root.drafts.flush();
  root.viewState.flush();
});
// While the page was hidden no frame was painted, and a host that waits for one stops sending.
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') connection.sayReady();
});
