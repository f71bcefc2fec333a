import { expect, it } from 'vitest';
import { ClaimedRequests } from '../../../../src/core/chat/claimedRequests.ts';

const order = {
  conversationId: 'c',
  modelId: 'm',
  parentId: 'q',
  purpose: 'chat',
  unreserved: false,
  turns: [],
  write: () => [],
} as const;

type Start = ConstructorParameters<typeof ClaimedRequests>[0]['answers']['start'];

/** A window whose claims are granted or not, and what was asked of them. */
function claimingWindow(granted: boolean, start: Start = async ({ claim }) => (!claim || (await claim.take()) ? 'answer' : null)) {
  const asked: string[] = [];
  const waits: number[] = [];
  const requests = new ClaimedRequests({
    answers: { start },
    claims: {
      take: (id) => {
        asked.push(`take ${id}`);
        return Promise.resolve(granted);
      },
      keep: (id) => {
        asked.push(`keep ${id}`);
        return Promise.resolve(granted);
      },
      release: (id) => {
        asked.push(`release ${id}`);
        return Promise.resolve();
      },
    },
    clock: {
      sleep: (ms) => {
        waits.push(ms);
        return Promise.resolve();
      },
    },
  });
  return { requests, asked, waits };
}

const refusal = new Error('The disk is full.');

it('a request is begun by the window that gets its claim, and keeps it', async () => {
  const { requests, asked } = claimingWindow(true);
  expect(await requests.start(order, 'r')).toEqual({ conversationId: 'c', messageId: 'answer' });
  expect(asked).toEqual(['take r']);
});

it('a claim is kept under the name of its request', async () => {
  const { requests, asked } = claimingWindow(true, async ({ claim }) => ((await claim?.keep()) ? 'answer' : null));
  expect(await requests.start(order, 'r')).toEqual({ conversationId: 'c', messageId: 'answer' });
  expect(asked).toEqual(['keep r']);
});

it('a request that another window has claimed is not begun', async () => {
  const { requests, asked } = claimingWindow(false);
  expect(await requests.start(order, 'r')).toBeNull();
  expect(asked).toEqual(['take r']);
});

it('a request without a name needs no claim', async () => {
  const { requests, asked } = claimingWindow(false);
  expect(await requests.start(order, undefined)).toEqual({ conversationId: 'c', messageId: 'answer' });
  expect(asked).toEqual([]);
});

it('what was claimed is released when it could not be begun, and nothing else is', async () => {
  const refused: Start = async ({ claim }) => {
    await claim?.take();
    throw refusal;
  };
  const mine = claimingWindow(true, refused);
  await expect(mine.requests.start(order, 'r')).rejects.toBe(refusal);
  expect(mine.asked).toEqual(['take r', 'release r']);
  const other = claimingWindow(false, refused);
  await expect(other.requests.start(order, 'r')).rejects.toBe(refusal);
  expect(other.asked).toEqual(['take r']);
  const unclaimed = claimingWindow(true, () => Promise.reject(refusal));
  await expect(unclaimed.requests.start(order, 'r')).rejects.toBe(refusal);
  expect(unclaimed.asked).toEqual([]);
});

it('the answer of another window is looked for again and again, ever less often', async () => {
  const { requests, waits } = claimingWindow(false);
  const answer = { conversationId: 'c', messageId: 'of the other window' };
  let looks = 0;
  expect(await requests.untilBegun(() => Promise.resolve(++looks > 8 ? answer : null))).toBe(answer);
  expect(waits).toEqual([100, 200, 400, 800, 1600, 3200, 5000, 5000]);
});

it('a refusal ends the waiting', async () => {
  const { requests, waits } = claimingWindow(false);
  let looks = 0;
  const begin = () => (++looks > 1 ? Promise.reject(refusal) : Promise.resolve(null));
  await expect(requests.untilBegun(begin)).rejects.toBe(refusal);
  expect(waits).toEqual([100]);
});
