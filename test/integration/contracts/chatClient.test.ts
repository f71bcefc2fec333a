import { onTestFinished } from 'vitest';
import { DemonstrationClient } from '../../../src/demo/demonstrationClient.ts';
import { demonstrationModel } from '../../../src/demo/demonstrationModel.ts';
import { systemClock } from '../../../src/vscode/platform/systemClock.ts';
import { cheapModel, hurried } from '../../support/chatRig.ts';
import { chatClientContract } from '../../support/contracts/chatClientContract.ts';
import { startSimulator } from '../../support/simulator/simulator.ts';
import { clientOf } from '../openrouter/fixture.ts';

chatClientContract('OpenRouterClient', async () => {
  const simulator = await startSimulator();
  onTestFinished(() => simulator.close());
  return { client: clientOf(simulator), modelId: cheapModel };
});
chatClientContract('DemonstrationClient', () =>
  Promise.resolve({ client: new DemonstrationClient(hurried(systemClock, 50)), modelId: demonstrationModel.id }),
);
