import { expect, it } from 'vitest';
import { LedgerRereading } from '../../../../../src/core/answers/beforeSend/ledgerRereading.ts';
import { GuardRig, noon } from '../../money/kit/guardRig.ts';
import { bill, ledgerEntry } from '../../money/kit/ledgerEntry.ts';

const request = { conversationId: 'c', modelId: 'm', unreserved: false };

/** A window with a limit for each conversation, and how often its ledger is read for one. */
function rereadingWindow(budget = { conversationUsd: 2 as number | null }) {
  const rig = new GuardRig({ budget });
  const read: string[] = [];
  const entries = rig.ledger.entries.bind(rig.ledger);
  rig.ledger.entries = (filter) => {
    if ('conversationId' in filter) read.push(filter.conversationId);
    return entries(filter);
  };
  return { rig, read, rereading: new LedgerRereading(rig) };
}

it('reads the ledger again before each request, whatever of it is known', async () => {
  const { rig, read, rereading } = rereadingWindow();
  await rig.costs.snapshots('c');
  await rereading.beforeSend(request);
  rig.ledger.put(ledgerEntry('elsewhere', bill('0.5'), { createdAt: noon }));
  await rereading.beforeSend(request);
  expect((await rig.costs.snapshots('c')).ofConversation.entries).toHaveLength(1);
  expect(read).toEqual(['c', 'c', 'c']);
});

it('takes what was begun for this request, once', async () => {
  const { read, rereading } = rereadingWindow();
  rereading.begin('c');
  await rereading.beforeSend(request);
  expect(read).toEqual(['c']);
  await rereading.beforeSend(request);
  expect(read).toEqual(['c', 'c']);
});

it('does not take what was begun for another conversation, nor more than five seconds ago', async () => {
  const { rig, read, rereading } = rereadingWindow();
  rereading.begin('other');
  await rereading.beforeSend(request);
  expect(read).toEqual(['other', 'c']);
  rereading.begin('c');
  rig.clock.advance(5000);
  await rereading.beforeSend(request);
  expect(read).toEqual(['other', 'c', 'c', 'c']);
});

it('reads nothing where nothing is limited, and leaves it to the reservation to say that the ledger cannot be read', async () => {
  const unlimited = rereadingWindow({ conversationUsd: null });
  unlimited.rereading.begin('c');
  await unlimited.rereading.beforeSend(request);
  expect(unlimited.read).toEqual([]);
  const { rig, rereading } = rereadingWindow();
  rig.ledger.entries = () => Promise.reject(new Error('damaged'));
  rereading.begin('c');
  await expect(rereading.beforeSend(request)).resolves.toBeUndefined();
  await expect(rereading.beforeSend(request)).resolves.toBeUndefined();
});
