import { ChatError } from '../../../src/core/errors/chatError.ts';
import { generationLookupContract } from '../../support/contracts/generationLookupContract.ts';
import { ScriptedGenerations } from '../../support/fakes/scriptedGenerations.ts';
import { record } from '../core/money/kit/reconcilerRig.ts';

// The service itself is asked in the integration tier.
generationLookupContract('ScriptedGenerations', () => {
  const script = { 'gen-1': [null, record('0.25')] as (ReturnType<typeof record> | ChatError | null)[] };
  const lookup = new ScriptedGenerations(script);
  return Promise.resolve({
    lookup,
    late: { generationId: 'gen-1', costUsd: '0.25', arrive: () => undefined },
    disconnect: () => void (script['gen-1'] = [new ChatError('OFFLINE', 'There is no line.')]),
    questions: () => lookup.asked.length,
  });
});
