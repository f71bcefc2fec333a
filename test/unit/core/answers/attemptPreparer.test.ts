import { expect, it } from 'vitest';
import { AttemptPlanner } from '../../../../src/core/answers/attemptPlanner.ts';
import { AttemptPreparer } from '../../../../src/core/answers/attemptPreparer.ts';
import { AttemptReserver } from '../../../../src/core/answers/attemptReserver.ts';
import { TokenCountCache } from '../../../../src/core/money/counts/tokenCountCache.ts';
import { ModelRouter } from '../../../../src/core/models/modelRouter.ts';
import { MemoryCatalogue } from '../../../support/fakes/memoryCatalogue.ts';
import { openAccess } from '../../../support/fakes/openAccess.ts';
import { charactersAsTokens } from '../money/kit/charactersAsTokens.ts';
import { GuardRig } from '../money/kit/guardRig.ts';
import { pricedModel } from '../money/kit/pricedModel.ts';

const order = {
  conversationId: 'c',
  messageId: 'answer',
  modelId: 'm',
  turns: [{ role: 'user', content: 'Four' }],
  unreserved: false,
  purpose: 'chat',
} as const;

/** A window with this many dollars a day, whose store and claims answer when the test says so. */
function preparingWindow(dayUsd = 10) {
  const rig = new GuardRig({ budget: { dayUsd } });
  const tokens = charactersAsTokens();
  const stream = () => {
    throw new Error('Nothing is sent.');
  };
  const router = new ModelRouter([], { stream }, new MemoryCatalogue([pricedModel({ promptUsd: '0.001', completionUsd: '0.01' })]));
  const { bus, clock, costs, guard } = rig;
  const settings = () => ({
    defaultModelId: 'm',
    systemPrompt: '',
    temperature: 0.7,
    maxReplyTokens: 100,
    messageAlertUsd: null,
    budget: rig.budget,
  });
  const preparer = new AttemptPreparer({
    beforeSend: [],
    planner: new AttemptPlanner({ router, access: openAccess, costs, counts: new TokenCountCache(tokens), clock, settings }),
    reserver: new AttemptReserver({ guard, bus }),
    router,
    costs,
    tokens,
    clock,
    newId: () => 'attempt',
  });
  const steps: string[] = [];
  const stored = Promise.withResolvers<void>();
  const claimed = Promise.withResolvers<boolean>();
  const reserve = rig.store.claim;
  rig.store.claim = async (decide) => {
    steps.push('reserve');
    await stored.promise;
    return reserve(decide);
  };
  const claim = () => {
    steps.push('claim');
    return claimed.promise;
  };
  const preparing = preparer.prepareClaimed(order, [], claim);
  const outcome = preparing.then(
    (attempt) => steps.push(attempt ? 'prepared' : 'not mine'),
    () => steps.push('refused'),
  );
  const calm = () => new Promise((resolve) => setImmediate(resolve));
  const reserved = async () => (await rig.store.all()).map(({ worstUsd }) => worstUsd);
  return { steps, stored, claimed, outcome, calm, reserved };
}

it('a request is claimed while it is reserved, and prepared when it is both', async () => {
  const { steps, stored, claimed, outcome, calm, reserved } = preparingWindow();
  await calm();
  expect(steps.sort()).toEqual(['claim', 'reserve']);
  claimed.resolve(true);
  await calm();
  expect(steps).toHaveLength(2);
  stored.resolve();
  await outcome;
  expect([steps.at(-1), await reserved()]).toEqual(['prepared', ['1.0878']]);
});

it('what was reserved for a request of another window is released', async () => {
  const { steps, stored, claimed, outcome, calm, reserved } = preparingWindow();
  stored.resolve();
  await calm();
  expect(await reserved()).toEqual(['1.0878']);
  claimed.resolve(false);
  await outcome;
  expect([steps.at(-1), await reserved()]).toEqual(['not mine', ['0']]);
});

it('one of another window is not refused for what that one has set aside', async () => {
  const { steps, stored, claimed, outcome, reserved } = preparingWindow(0.01);
  stored.resolve();
  claimed.resolve(false);
  await outcome;
  expect([steps.at(-1), await reserved()]).toEqual(['not mine', []]);
});

it('one that a budget refuses has its claim decided, so that it can be released', async () => {
  const { steps, stored, claimed, outcome, calm, reserved } = preparingWindow(0.01);
  stored.resolve();
  await calm();
  expect(steps).not.toContain('refused');
  claimed.resolve(true);
  await outcome;
  expect([steps.at(-1), await reserved()]).toEqual(['refused', []]);
});
