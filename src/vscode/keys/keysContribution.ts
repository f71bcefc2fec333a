import type { Logger } from '../../core/ports/platform.ts';
import type { Core } from '../../core/createCore.ts';
import type { RequiredContribution } from '../platform/contribution.ts';
import type { ConfirmedOrigins } from './confirmedOrigins.ts';
import { type KeySetupOptions, setApiKey } from './keySetup.ts';
import type { KeyStore } from './keyStore.ts';
import { type SignOutOptions, signOut } from './signOut.ts';

interface KeysServices {
  readonly keys: KeyStore;
  readonly consent: ConfirmedOrigins;
  readonly connections: { forNewKey(): Promise<URL>; environmentKeyUse: SignOutOptions['environmentKeyUse'] };
  readonly core: Core;
  readonly logger: Logger;
  readonly checkKey: KeySetupOptions['check'];
  readonly countModels: KeySetupOptions['countModels'];
}

/** The keys: entering one, taking it away, and asking again for the bills that an older key could not read. */
export const keysContribution: RequiredContribution<KeysServices, 'setApiKey' | 'signOut'> = {
  name: 'keys',
  required: true,
  commands: ['setApiKey', 'signOut'],
  start({ keys, consent, connections, core: { reconciler }, logger, checkKey, countModels }, disposables) {
    for (const { onDidChange } of [keys, consent]) disposables.push(onDidChange(() => reconciler.reset()));
    return {
      setApiKey: () => setApiKey({ keys, logger, server: () => connections.forNewKey(), check: checkKey, countModels }),
      signOut: () => signOut({ keys, consent, environmentKeyUse: (left) => connections.environmentKeyUse(left) }),
    };
  },
};
