import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Terminal } from './terminal.ts';

export const TerminalContext = createContext<Terminal | null>(null);

export function useTerminal(): Terminal {
  const terminal = useContext(TerminalContext);
  if (!terminal) throw new Error('No terminal above this component.');
  return terminal;
}
