import type { Logger } from '../../core/ports/platform.ts';
import type { Core } from '../../core/createCore.ts';
import type { RequiredContribution } from '../platform/contribution.ts';
import { type KeySetupOptions, setApiKey } from './keySetup.ts';
import type { KeyStore } from './keyStore.ts';

interface KeysServices {
  readonly keys: KeyStore;
  readonly core: Core;
  readonly logger: Logger;
  readonly checkKey: KeySetupOptions['check'];
  readonly countModels: KeySetupOptions['countModels'];
}

/** The key: entering it, taking it away, and asking again for the bills that an older key could not read. */
export const keysContribution: RequiredContribution<KeysServices, 'setApiKey' | 'signOut'> = {
  name: 'keys',
  required: true,
  commands: ['setApiKey', 'signOut'],
  start({ keys, core: { reconciler }, logger, checkKey, countModels }, disposables) {
    disposables.push(keys.onDidChange(() => reconciler.reset()));
    return {
      setApiKey: () => setApiKey({ keys, logger, check: checkKey, countModels }),
      signOut: () => keys.delete(),
    };
  },
};
