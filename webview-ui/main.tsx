import './theme/fonts.css';
import './theme/tokens.css';
import './theme/base.css';
import './theme/controls.css';
import './theme/layout.css';
import './theme/header.css';
import './theme/telemetry.css';
import './theme/money.css';
import './theme/transcript.css';
import './theme/branches.css';
import './theme/drawers.css';
import './theme/cards.css';
import './theme/costs.css';
import './theme/composer.css';
import './theme/notices.css';
import './theme/motion.css';
import './markdown/markdown.css';
import { effect } from '@preact/signals';
import { render } from 'preact';
import { App } from './components/App.tsx';
import { registerControls } from './components/controls.tsx';
import { TerminalContext } from './components/terminalContext.ts';
import { reportFaults } from './faults.ts';
import { vsCodeHost } from './host.ts';
import { Terminal } from './state/terminal.ts';

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
