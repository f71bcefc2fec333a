import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { OpenRouterGenerationLookup } from '../../../src/openrouter/account/openRouterGenerationLookup.ts';
import { OpenRouterKeyLookup } from '../../../src/openrouter/account/openRouterKeyLookup.ts';
import { OpenRouterCatalogue } from '../../../src/openrouter/catalogue/openRouterCatalogue.ts';
import { cacheFile } from '../../../src/vscode/platform/cacheFile.ts';
import { systemClock } from '../../../src/vscode/platform/systemClock.ts';
import { cheapModel } from '../../support/chatRig.ts';
import { generationLookupContract } from '../../support/contracts/generationLookupContract.ts';
import { keyLookupContract } from '../../support/contracts/keyLookupContract.ts';
import { modelCatalogueContract } from '../../support/contracts/modelCatalogueContract.ts';
import { startSimulator } from '../../support/simulator/simulator.ts';
import { archiveFolder } from '../archive/kit/temporaryFolder.ts';
import { ask, clientOf, complete, HandClock, quietLogger } from '../openrouter/fixture.ts';

const dayMs = 24 * 60 * 60 * 1000;

async function service() {
  const simulator = await startSimulator();
  onTestFinished(() => simulator.close());
  return simulator;
}

modelCatalogueContract('OpenRouterCatalogue', async () => {
  const simulator = await service();
  const clock = new HandClock();
  const catalogue = new OpenRouterCatalogue({
    connection: () => Promise.resolve({ baseUrl: new URL(simulator.url), key: undefined, local: false }),
    cache: cacheFile(join(await archiveFolder(), 'models.json')),
    clock,
    logger: quietLogger,
  });
  return {
    catalogue,
    disconnect: () => {
      simulator.unreachable = true;
      clock.time += dayMs;
    },
    setPrice: (prompt) => {
      simulator.models = simulator.models.map((row) => ({ ...row, pricing: { ...row.pricing, prompt } }));
    },
  };
});

generationLookupContract('OpenRouterGenerationLookup', async () => {
  const simulator = await service();
  await complete(clientOf(simulator), ask(cheapModel));
  await simulator.idle();
  simulator.generationLateMs = Infinity;
  const { generationId = '', costUsd = '' } = simulator.bills[0] ?? {};
  const connection = () => Promise.resolve({ baseUrl: new URL(simulator.url), key: simulator.key ?? undefined });
  return {
    lookup: new OpenRouterGenerationLookup({ connection, clock: systemClock }),
    late: { generationId, costUsd, arrive: () => void (simulator.generationLateMs = 0) },
    disconnect: () => void (simulator.unreachable = true),
    questions: () => simulator.requests.length,
  };
});

keyLookupContract('OpenRouterKeyLookup', async () => {
  const simulator = await service();
  let key = simulator.key ?? undefined;
  const connection = () => Promise.resolve({ baseUrl: new URL(simulator.url), key });
  return {
    lookup: new OpenRouterKeyLookup({ connection, clock: systemClock }),
    key: key ?? '',
    removeKey: () => void (key = undefined),
  };
});
