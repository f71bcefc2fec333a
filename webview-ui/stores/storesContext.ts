import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Stores } from './createStores.ts';

export const StoresContext = createContext<Stores | null>(null);

export function useStores(): Stores {
  const stores = useContext(StoresContext);
  if (!stores) throw new Error('No stores above this component.');
  return stores;
}
