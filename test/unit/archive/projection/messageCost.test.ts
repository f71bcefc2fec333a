import { expect, it } from 'vitest';
import { messageCost } from '../../../../src/archive/projection/messageCost.ts';
import type { Cost } from '../../../../src/shared/model/money.ts';

const cost = (source: Cost['source'], usd: string | null): Cost => ({ source, usd });

it.each<[string, (Cost | null)[], Cost | null]>([
  ['nothing without attempts', [], null],
  ['exact', [cost('usage', '0.1'), cost('usage', '0.2')], cost('usage', '0.3')],
  [
    'exact beyond the digits of a double',
    [cost('usage', '1000000'), cost('usage', '0.0000000000000001')],
    cost('usage', '1000000.0000000000000001'),
  ],
  ['as weak as its weakest part', [cost('generation', '1'), cost('estimate', '1'), cost('usage', '1')], cost('estimate', '3')],
  ['unknown while an attempt is open', [cost('usage', '1'), null], cost('unknown', null)],
  ['unknown with an unknown part', [cost('usage', '1'), cost('unknown', null)], cost('unknown', null)],
  ['unknown with an amount that is none', [cost('usage', 'free')], cost('unknown', null)],
  ['without a figure when a local server brought it', [cost('local', null), cost('local', null)], cost('local', null)],
  ['that of the rest when a local server brought a part', [cost('local', null), cost('usage', '2')], cost('usage', '2')],
  ['nothing that was charged when all were turned away', [cost('uncharged', '0'), cost('uncharged', '0')], cost('uncharged', '0')],
  ['that of the request that followed one that was turned away', [cost('uncharged', '0'), cost('usage', '2')], cost('usage', '2')],
  ['unknown when the rest is', [cost('local', null), null], cost('unknown', null)],
  ['simulated when nothing is real', [cost('simulated', '1'), cost('simulated', '2')], cost('simulated', '3')],
  ['without the simulated part when something is real', [cost('simulated', '1'), cost('usage', '2')], cost('usage', '2')],
  [
    'with the parts of the bill, where there are any',
    [{ ...cost('usage', '3'), parts: { chargeUsd: '1', upstreamUsd: '2' } }, cost('usage', '0.5')],
    { ...cost('usage', '3.5'), parts: { chargeUsd: '1.5', upstreamUsd: '2' } },
  ],
])('the cost of a message is %s', (_what, attempts, expected) => {
  expect(messageCost(attempts)).toEqual(expected);
});
