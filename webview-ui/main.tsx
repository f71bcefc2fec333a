import './app/pageTranslations.ts';
import './theme/fonts.css';
import './theme/tokens.css';
import './theme/base.css';
import './ui/controls.css';
import './app/layout.css';
import './header/header.css';
import './telemetry/telemetry.css';
import './ui/money.css';
import './transcript/transcript.css';
import './transcript/branches.css';
import './ui/drawers.css';
import './archive/cards.css';
import './costs/costs.css';
import './composer/composer.css';
import './notices/notices.css';
import './theme/motion.css';
import './markdown/markdown.css';
import { effect } from '@preact/signals';
import { render } from 'preact';
import { App } from './app/App.tsx';
import { registerControls } from './ui/controls.tsx';
import { TerminalContext } from './stores/terminalContext.ts';
import { reportFaults } from './transport/pageFaults.ts';
import { vsCodeHost } from './transport/host.ts';
import { Terminal } from './stores/terminal.ts';

const host = vsCodeHost();
reportFaults(host);
registerControls();

const terminal = new Terminal(host);
effect(() => {
  const theme = terminal.surface.status.value?.theme;
  if (theme) document.documentElement.dataset['theme'] = theme;
});

// The power-on sequence runs once per window; it is only drawn, and nothing waits for it.
const poweredOn = 'neuralTerminal.poweredOn';
if (sessionStorage.getItem(poweredOn) === null) {
  sessionStorage.setItem(poweredOn, 'yes');
  document.documentElement.classList.add('power-on');
}

render(
  <TerminalContext.Provider value={terminal}>
    <App />
  </TerminalContext.Provider>,
  document.getElementById('app') ?? document.body,
);
terminal.connect();
