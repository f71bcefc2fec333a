import { describe, expect, it } from 'vitest';
import { createCore } from '../../../src/core/createCore.ts';
import { ModelRouter } from '../../../src/core/models/modelRouter.ts';
import type { ArchiveChange } from '../../../src/core/ports/conversationRepository.ts';
import { MemoryCatalogue } from '../../support/fakes/memoryCatalogue.ts';
import { MemoryKeyLookup } from '../../support/fakes/memoryKeyLookup.ts';
import { MemoryRepository } from '../../support/fakes/memoryRepository.ts';
import { openAccess } from '../../support/fakes/openAccess.ts';
import { ScriptedGenerations } from '../../support/fakes/scriptedGenerations.ts';
import { charactersAsTokens } from './money/kit/charactersAsTokens.ts';
import { GuardRig, noon } from './money/kit/guardRig.ts';
import { bill, ledgerEntry } from './money/kit/ledgerEntry.ts';

/** The core of one window with a limit of $2 for each conversation, and the changes that its archive reads in the logs. */
function coreOfWindow() {
  const rig = new GuardRig({ budget: { conversationUsd: 2 } });
  const repository = new MemoryRepository();
  const stream = () => {
    throw new Error('Nothing is sent.');
  };
  const core = createCore({
    repository,
    ledger: rig.ledger,
    store: rig.store,
    claims: { take: () => Promise.resolve(true), keep: () => Promise.resolve(true), release: () => Promise.resolve() },
    access: openAccess,
    router: new ModelRouter([], { stream }, new MemoryCatalogue()),
    tokens: charactersAsTokens(),
    lookup: new ScriptedGenerations(),
    keys: new MemoryKeyLookup(),
    bus: rig.bus,
    clock: rig.clock,
    logger: rig.logger,
    newId: () => 'id',
    settings: () => ({
      defaultModelId: 'm',
      systemPrompt: '',
      temperature: 0.7,
      maxReplyTokens: 100,
      messageAlertUsd: null,
      budget: rig.budget,
    }),
    workspace: () => null,
  });
  const change = async (fields: Partial<ArchiveChange>) => {
    repository.changeElsewhere({ conversationIds: ['c'], ledger: true, ...fields });
    for (let turn = 0; turn < 50; turn++) await Promise.resolve();
  };
  /** Another window has an answer of this cost. */
  const spendElsewhere = (id: string, usd: string) => rig.ledger.put(ledgerEntry(id, bill(usd), { createdAt: noon }));
  return { rig, core, change, spendElsewhere };
}

describe('money that another window has spent', () => {
  it('crosses the limit of its conversation here, too, although nothing runs here', async () => {
    const { rig, change, spendElsewhere } = coreOfWindow();
    spendElsewhere('1', '0.5');
    await change({});
    spendElsewhere('2', '1.2');
    await change({});
    expect(rig.events).toEqual([{ type: 'budget.threshold', conversationId: 'c', scope: 'conversation', spentUsd: '1.7', limitUsd: '2' }]);
  });

  it('is not read from a change that is none of the ledger', async () => {
    const { rig, change, spendElsewhere } = coreOfWindow();
    await change({});
    const reads = rig.ledger.reads;
    spendElsewhere('1', '1.7');
    await change({ ledger: false });
    expect([rig.ledger.reads, rig.events]).toEqual([reads, []]);
  });

  it('is not followed any more when the window has closed', async () => {
    const { rig, core, change, spendElsewhere } = coreOfWindow();
    await change({});
    core.dispose();
    spendElsewhere('1', '1.7');
    await change({});
    expect(rig.events).toEqual([]);
  });
});
