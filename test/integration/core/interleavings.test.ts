import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/vscode/platform/systemClock.ts';
import { MessageTree } from '../../../src/core/conversation/messageTree.ts';
import type { RequestName, Requests } from '../../../src/shared/protocol/requests/requests.ts';
import type { Entry } from '../../../src/shared/protocol/surfaceState.ts';
import { ChatRig, cheapModel, cleanUp, hurried, recordsOnDisk, until } from '../../support/chatRig.ts';
import { type Simulator, startSimulator } from '../../support/simulator/simulator.ts';
import type { SurfacePace, SurfaceWithPage } from '../../support/surfaceWithPage.ts';
import { propertyRuns } from '../../support/propertyRuns.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(async () => {
  await cleanUp();
  await simulator.close();
});

const sentence = 'A word, then another; "so" it goes — until it ends.\n';

/** Messages take a few turns of the event loop and frames a few milliseconds, by a list of numbers that is used over and over. */
function unsteady(numbers: readonly number[]): SurfacePace {
  let at = 0;
  const next = () => numbers[at++ % numbers.length] ?? 0;
  const carry = (arrive: () => void, turns = next()): void => {
    if (turns === 0) setImmediate(arrive);
    else setImmediate(() => carry(arrive, turns - 1));
  };
  return { carry: (arrive) => carry(arrive), frame: (paint) => setTimeout(paint, next()) };
}

const happening = fc.record({
  /** Pieces of the answer until it happens. */
  after: fc.integer({ min: 0, max: 40 }),
  surface: fc.constantFrom(0, 1),
  what: fc.constantFrom(
    'hide',
    'show',
    'sayReady',
    'resync',
    'leave',
    'comeBack',
    'askMore',
    'stop',
    'edit',
    'retry',
    'switch',
    'delete',
    'restore',
  ),
} as const);

const run = fc.record({
  paces: fc.tuple(fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1 }), fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1 })),
  happenings: fc.array(happening, { maxLength: 14 }),
  model: fc.constantFrom(
    cheapModel,
    cheapModel,
    'fault/one-byte',
    'fault/cut',
    'fault/error-in-200',
    'fault/not-streamed',
    'fault/no-usage',
    'fault/reasoning',
    'fault/reasoning',
  ),
  sentences: fc.integer({ min: 1, max: 12 }),
});

describe('two surfaces on one conversation, in whatever order things happen', () => {
  it('end with exactly a branch of what is stored, with one batch in flight at most and no text that shrinks', async () => {
    await fc.assert(
      fc.asyncProperty(run, async ({ paces, happenings, model, sentences }) => {
        const rig = new ChatRig({ service: simulator, clock: hurried(systemClock, 30) });
        const { conversationId: elsewhere } = await rig.converse('Elsewhere.', { model: 'fault/404' });
        simulator.say(sentence.repeat(sentences));
        const pages = paces.map((pace) => rig.surface(unsteady(pace)));
        for (const page of pages) page.show();
        await until('both pages', () => pages.every(({ hasState }) => hasState));
        await pages[0]?.request('selectModel', { id: model });
        // Its reply may be lost with the page; the bus says it too.
        const begun = new Promise<string>((resolve) => rig.bus.subscribe('message.started', (event) => resolve(event.conversationId)));
        void pages[0]?.request('ask', { text: 'Tell me.', attachments: [] });

        // Each thing happens so many pieces after the one before, or when there are no more pieces.
        const queue = [...happenings];
        const asks: unknown[] = [];
        let pieces = 0;
        const happen = (force: boolean) => {
          const next = queue[0];
          const page = pages[next?.surface ?? 0];
          if (!next || !page || (!force && pieces < next.after)) return;
          pieces = 0;
          queue.shift();
          asks.push(perform(next.what, page, rig, elsewhere));
        };
        rig.bus.subscribe('token.generated', () => {
          pieces += 1;
          happen(false);
        });
        const conversationId = await begun;
        pages[1]?.session.show(conversationId);
        await rig.rest();
        while (queue.length > 0) happen(true);
        await Promise.allSettled(asks);
        await rig.rest();

        for (const page of pages) {
          if (!page.exists) page.show();
          page.session.show(conversationId);
        }
        await rig.rest();
        await until('both pages to be at the end', () =>
          pages.every((page) => page.hasState && page.state.conversation?.id === conversationId && !page.streaming),
        );
        for (const page of pages) {
          await until('the page to have what is stored', async () => {
            const tree = new MessageTree(await rig.messages(conversationId));
            const branch = tree.branch(page.state.tip);
            const groups = branch.map(({ id }) => tree.siblings(id));
            return (
              page.state.tip === (branch.at(-1)?.id ?? null) &&
              isDeepStrictEqual(page.messages, branch) &&
              isDeepStrictEqual(
                page.entries.map(({ siblings }) => siblings),
                groups,
              )
            );
          });
          // Nor is any figure of what was sent in parts another one than the whole.
          await until('the page to have the money of the ledger', async () => {
            const { spend } = page.state.status;
            return isDeepStrictEqual(spend, await rig.environment.spend(conversationId));
          });
          expect(page.breaches).toEqual([]);
          expect(page.resyncs).toBe(0);
        }
        expect(rig.logger.lines.filter(({ level }) => level === 'error')).toEqual([]);
        await rig.close();
      }),
      { seed: 20_261_120, numRuns: propertyRuns(25), endOnFailure: true },
    );
  });
});

function perform(what: string, page: SurfaceWithPage, rig: ChatRig, elsewhere: string): unknown {
  const id = page.session.conversationId;
  switch (what) {
    case 'hide':
      if (page.exists) page.hide();
      break;
    case 'show':
      if (!page.exists) page.show();
      break;
    case 'sayReady':
      if (page.exists) page.sayReady();
      break;
    case 'resync':
      if (page.exists) page.resync();
      break;
    case 'leave':
      page.session.show(elsewhere);
      break;
    case 'comeBack':
      for (const answer of rig.orchestrator.live()) page.session.show(answer.conversationId);
      break;
    case 'askMore':
      // Refused when it comes twice within two seconds.
      return id === null || id === elsewhere ? null : rig.ask('And more?', { in: id }).catch(() => null);
    case 'stop':
      page.session.stop();
      break;
    case 'edit':
      send(page, 'ask', (entry) => entry.role === 'user' && { text: `And ${entry.siblings.length}?`, attachments: [], edits: entry.id });
      break;
    case 'retry':
      send(page, 'retry', (entry) => entry.role === 'assistant' && { entry: entry.id });
      break;
    case 'switch':
      send(page, 'showBranch', ({ siblings }) => siblings[0] !== undefined && { entry: siblings[0] });
      break;
    case 'delete':
      send(page, 'deleteEntry', ({ id: entry }) => ({ entry }));
      break;
    case 'restore':
      for (const deleted of deletedIn(rig)) void page.request('restoreEntry', deleted).catch(() => null);
      break;
  }
  return null;
}

/** Asks for something about the last entry on the page for which it can be asked. It may be refused, and the reply may be lost with the page. */
function send<K extends RequestName>(page: SurfaceWithPage, name: K, body: (entry: Entry) => Requests[K]['body'] | false): void {
  for (const entry of page.entries.toReversed()) {
    const requested = body(entry);
    if (requested === false) continue;
    void page.request(name, requested).catch(() => null);
    return;
  }
}

function deletedIn(rig: ChatRig): readonly { readonly conversation: string; readonly entry: string }[] {
  return recordsOnDisk(rig.folder).flatMap(({ t, conversation, message }) =>
    t === 'message.changed' && typeof conversation === 'string' && typeof message === 'string' ? [{ conversation, entry: message }] : [],
  );
}
