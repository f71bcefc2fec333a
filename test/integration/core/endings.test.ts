import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Archive } from '../../../src/archive/archive.ts';
import { ChatError } from '../../../src/core/errors/chatError.ts';
import type { Clock } from '../../../src/core/ports/platform.ts';
import { systemClock } from '../../../src/vscode/platform/systemClock.ts';
import {
  ChatRig,
  type ChatRigOptions,
  cleanUp,
  hurried,
  intercept,
  recordsOnDisk,
  slowDisk,
  temporaryFolder,
  until,
} from '../../support/chatRig.ts';
import { projectRoot } from '../../support/projectRoot.ts';
import { type Simulator, startSimulator } from '../../support/simulator/simulator.ts';
import type { SurfaceWithPage } from '../../support/surfaceWithPage.ts';

const whole = 'One two three four five six seven eight.';
const part = 'One two thre';
/** A window that was killed gives no sign of life for ten seconds; no test has to wait for that here. */
const aMomentLater = { ...systemClock, now: () => Date.now() + 11_000 };

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator();
  simulator.say(whole);
});
afterEach(async () => {
  await cleanUp();
  await simulator.close();
});

async function held(rig: ChatRig): Promise<string> {
  simulator.hold(3);
  const conversationId = await rig.ask('Count.');
  await until('three pieces', () => rig.orchestrator.live(conversationId)[0]?.text === part);
  return conversationId;
}

/** The page of a window that is opened on a conversation. */
async function pageOn(rig: ChatRig, conversationId: string): Promise<SurfaceWithPage> {
  const page = rig.surface();
  page.remember(conversationId);
  page.show();
  await until('the conversation', () => page.hasState && page.state.conversation?.id === conversationId);
  return page;
}

describe('a machine that was asleep in mid-stream', () => {
  it('wakes up with an answer that still arrives: it is shown so, and is neither asked again nor deleted nor settled before its end', async () => {
    let asleepMs = 0;
    const rig = new ChatRig({ service: simulator, clock: { ...systemClock, now: () => Date.now() + asleepMs } });
    await rig.readCatalogue();
    const gate = simulator.hold(3);
    const conversationId = await rig.ask('Count.');
    await until('three pieces', () => rig.orchestrator.live(conversationId)[0]?.text === part);
    const id = rig.orchestrator.live(conversationId)[0]?.messageId ?? '';
    asleepMs = 8 * 60 * 60_000;
    expect((await rig.newest(conversationId)).state).toBe('streaming');
    const page = await pageOn(rig, conversationId);
    expect(page.entries[1]).toMatchObject({ state: 'streaming', elsewhere: false, failure: null });
    await expect(rig.orchestrator.retry(conversationId, id)).rejects.toMatchObject({ code: 'REFUSED' });
    await expect(rig.orchestrator.deleteEntry(conversationId, id)).rejects.toMatchObject({ code: 'REFUSED' });
    await expect(rig.orchestrator.fork(conversationId, id)).rejects.toMatchObject({ code: 'REFUSED' });
    const [attempt] = await rig.ledger(conversationId);
    await expect(rig.core.spending.dismissRequest(attempt?.id ?? '')).rejects.toThrow();
    rig.core.reconciler.reset();
    expect((await rig.newest(conversationId)).state).toBe('streaming');
    expect((await rig.ledger(conversationId))[0]?.settlement).toBeNull();
    gate.release();
    await rig.rest();
    await until('the end on the page', () => page.entries[1]?.state === 'complete');
    expect(await rig.newest(conversationId)).toMatchObject({ state: 'complete', text: whole, cost: { source: 'usage' } });
  });
});

describe('a window that is closed in mid-stream', () => {
  it('leaves the part as interrupted, with an estimate, all of it in the log', async () => {
    simulator.generationLateMs = Infinity;
    const rig = new ChatRig({ service: simulator });
    await rig.readCatalogue();
    const conversationId = await held(rig);
    await rig.close();
    const types = recordsOnDisk(rig.folder).map(({ t }) => t);
    expect(types.filter((type) => type === 'message.finished' || type === 'attempt.settled')).toHaveLength(2);
    const next = new ChatRig({ service: simulator, folder: rig.folder });
    expect(await next.newest(conversationId)).toMatchObject({ state: 'interrupted', text: part, cost: { source: 'estimate' } });
  });

  it('is followed by one that shows the part at once and says so', async () => {
    const rig = new ChatRig({ service: simulator });
    const conversationId = await held(rig);
    await rig.close();
    const page = await pageOn(new ChatRig({ service: simulator, folder: rig.folder }), conversationId);
    expect(page.transcript).toEqual(['user: Count.', `assistant: ${part}`]);
    expect(page.entries[1]).toMatchObject({ state: 'interrupted', stream: null });
  });

  it('ends the request: nothing more is generated', async () => {
    const rig = new ChatRig({ service: simulator });
    await held(rig);
    await rig.close();
    await simulator.idle();
    expect(simulator.bills).toMatchObject([{ cancelled: true, text: part }]);
  });

  it('keeps a question that was just being written, and does not send it any more', async () => {
    const slow = slowDisk('createConversation');
    const rig = new ChatRig({ service: simulator, disk: slow.disk });
    const writing = slow.hold();
    const asked = rig.ask('Count.');
    await writing.reached;
    const closed = rig.close();
    writing.release();
    const conversationId = await asked;
    await closed;
    const next = new ChatRig({ service: simulator, folder: rig.folder });
    expect((await next.messages(conversationId)).map(({ state }) => state)).toEqual(['complete', 'interrupted']);
    expect(simulator.requests.filter(({ method }) => method === 'POST')).toEqual([]);
  });

  it('takes no question any more', async () => {
    const rig = new ChatRig({ service: simulator });
    await rig.orchestrator.shutdown();
    await expect(rig.ask('Count.')).rejects.toMatchObject({ code: 'INTERRUPTED' });
    expect(await rig.archive.conversations()).toEqual([]);
  });
});

describe('a window that is killed in mid-stream', () => {
  let child: ChildProcess;
  afterEach(() => child.kill('SIGKILL'));

  /** Asks, in a window of its own, and says in which conversation. */
  async function doomed(folder: string, ...model: readonly string[]): Promise<string> {
    const words = [simulator.url, simulator.key ?? '', folder, ...model];
    const program = join(projectRoot, 'test/integration/core/killedWindow.ts');
    child = spawn(process.execPath, [program, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [conversationId] = (await once(child.stdout?.setEncoding('utf8') ?? child, 'data')) as [string];
    return conversationId;
  }

  it('leaves the question and the part that was checkpointed, which the next window calls interrupted', async () => {
    const folder = temporaryFolder();
    simulator.hold(3);
    const conversationId = await doomed(folder);
    await until('the checkpoint on the disk', () => recordsOnDisk(folder).some(({ t, text }) => t === 'message.appended' && text === part));
    child.kill('SIGKILL');
    await once(child, 'exit');

    const page = await pageOn(new ChatRig({ service: simulator, folder, clock: aMomentLater }), conversationId);
    expect(page.transcript).toEqual(['user: Count.', `assistant: ${part}`]);
    expect(page.entries[1]).toMatchObject({ state: 'interrupted', stream: null });
    expect(page.state.status.spend.conversationApproximate).toBe(true);
  });

  it('leaves what the model had thought', async () => {
    const folder = temporaryFolder();
    simulator.hold(0);
    const conversationId = await doomed(folder, 'fault/reasoning');
    await until('the checkpoint on the disk', () => recordsOnDisk(folder).some(({ reasoning }) => reasoning !== undefined));
    child.kill('SIGKILL');
    await once(child, 'exit');
    const page = await pageOn(new ChatRig({ service: simulator, folder, clock: aMomentLater }), conversationId);
    expect(page.entries[1]).toMatchObject({ state: 'interrupted', text: '', reasoning: 'First I think it over.', stream: null });
  });
});

describe('a full disk at the end of an answer', () => {
  /** Only the end of the window ends this waiting. */
  const patient: Clock = { ...systemClock, sleep: (_ms, signal) => systemClock.sleep(600_000, signal) };
  let full: boolean;
  const options = (clock: Clock): ChatRigOptions => ({
    service: simulator,
    clock,
    disk: (archive) =>
      intercept(archive, 'finishMessage', (finish, ...args) =>
        full ? Promise.reject(new ChatError('DISK_FULL', 'The disk is full: this was not saved.')) : finish(...args),
      ),
  });
  beforeEach(() => {
    full = true;
  });

  async function unsaved(clock = hurried(systemClock, 50)) {
    const rig = new ChatRig(options(clock));
    await rig.readCatalogue();
    const page = rig.surface();
    page.show();
    await until('the first snapshot', () => page.hasState);
    const { conversationId } = await page.request('ask', { text: 'Count.', attachments: [] });
    await until('the complaint', () => page.entries[1]?.failure?.code === 'DISK_FULL');
    return { rig, page, conversationId };
  }

  it('is said on the entry, which keeps the whole answer and its bill; the composer is free again', async () => {
    const { rig, page } = await unsaved();
    await simulator.idle();
    expect(page.transcript).toEqual(['user: Count.', `assistant: ${whole}`]);
    expect(page.entries[1]).toMatchObject({ state: 'complete', stream: null, cost: { source: 'usage', usd: simulator.bills[0]?.costUsd } });
    expect(rig.events.filter(({ type }) => type === 'message.failed')).toMatchObject([{ code: 'DISK_FULL' }]);
  });

  it('does not take the answer from a page that is made again, nor from the next question', async () => {
    const { rig, page, conversationId } = await unsaved();
    page.hide();
    page.show();
    await until('the page', () => page.transcript[1] === `assistant: ${whole}`);
    await rig.ask('And?', { in: conversationId });
    await until('the second request', () => simulator.requests.filter(({ path }) => path.endsWith('completions')).length === 2);
    expect(simulator.requests.at(-1)?.body).toMatchObject({
      messages: [{}, {}, { role: 'assistant', content: whole }, { content: 'And?' }],
    });
  });

  it('counts the money once', async () => {
    const { rig, conversationId } = await unsaved();
    await simulator.idle();
    expect(await rig.environment.spend(conversationId)).toMatchObject({ conversationUsd: simulator.bills[0]?.costUsd });
  });

  it('is over when there is space: then the answer is saved, and the complaint goes', async () => {
    const { rig, page, conversationId } = await unsaved();
    full = false;
    await until('the end of the complaint', () => page.entries[1]?.failure === null);
    expect(page.transcript).toEqual(['user: Count.', `assistant: ${whole}`]);
    expect(await rig.newest(conversationId)).toMatchObject({ state: 'complete', text: whole, cost: { source: 'usage' } });
    expect(rig.events.at(-1)).toMatchObject({ type: 'message.completed' });
  });

  it('is tried once more when the window closes', async () => {
    const { rig, conversationId } = await unsaved(patient);
    full = false;
    await rig.close();
    const next = new ChatRig({ service: simulator, folder: rig.folder });
    expect(await next.newest(conversationId)).toMatchObject({ state: 'complete', text: whole });
  });

  it('does not keep the window from closing', async () => {
    const { rig, conversationId } = await unsaved(patient);
    await rig.close();
    const next = new ChatRig({ service: simulator, folder: rig.folder, clock: aMomentLater });
    expect((await next.messages(conversationId)).map(({ state }) => state)).toEqual(['complete', 'interrupted']);
  });
});

describe('a full disk at a checkpoint', () => {
  it('is no matter when there is space at the end', async () => {
    let refusals = 0;
    const rig = new ChatRig({
      service: simulator,
      clock: hurried(systemClock, 50),
      disk: (archive) =>
        intercept(archive, 'appendText', (append, ...args) => {
          if (refusals > 1) return append(...args);
          refusals += 1;
          return Promise.reject(new ChatError('DISK_FULL', 'The disk is full: this was not saved.'));
        }),
    });
    const gate = simulator.hold(3);
    const conversationId = await rig.ask('Count.');
    await until('two checkpoints that failed', () => refusals === 2);
    gate.release();
    await rig.rest();
    expect(await rig.newest(conversationId)).toMatchObject({ state: 'complete', text: whole, failure: null });
  });
});

describe('a disk that refuses one record of a start', () => {
  const full = () => Promise.reject(new ChatError('DISK_FULL', 'The disk is full: this was not saved.', { actions: ['retry'] }));
  /** The first record of this kind is refused. */
  function refusing(record: 'conversation' | 'question' | 'answer' | 'row') {
    let refusals = 0;
    const once = <T>(write: () => Promise<T>): Promise<T> => (refusals++ === 0 ? full() : write());
    const disk = (archive: Archive) => {
      switch (record) {
        case 'conversation':
          return intercept(archive, 'createConversation', (create, ...args) => once(() => create(...args)));
        case 'question':
        case 'answer':
          return intercept(archive, 'addMessage', (add, message) =>
            (message.role === 'user') === (record === 'question') ? once(() => add(message)) : add(message),
          );
        case 'row':
          return intercept(archive, 'openAttempt', (open, ...args) => once(() => open(...args)));
      }
    };
    return new ChatRig({ service: simulator, disk, clock: hurried(systemClock, 50) });
  }
  const sent = () => simulator.requests.filter(({ method }) => method === 'POST');

  /** Nothing runs, nothing is reserved, nothing waits for a bill, and the next question is answered. */
  async function expectNothingLeft(rig: ChatRig, conversationId: string | null) {
    await until('the end of what was begun', async () => {
      const messages = conversationId === null ? [] : await rig.messages(conversationId);
      const rows = await rig.archive.entries({ since: 0 });
      return messages.every(({ state }) => state !== 'streaming') && rows.every(({ settlement }) => settlement !== null);
    });
    expect(rig.orchestrator.live()).toEqual([]);
    await expect
      .poll(() => rig.environment.spend(conversationId))
      .toMatchObject({ unresolved: 0, todayUsd: '0', budgets: [{ reservedUsd: '0' }] });
    expect(sent()).toEqual([]);
  }

  it.each(['conversation', 'question', 'answer'] as const)(
    'refuses the question when it is the %s, and leaves nothing open',
    async (record) => {
      const rig = refusing(record);
      await rig.readCatalogue();
      await expect(rig.ask('Count.')).rejects.toMatchObject({ code: 'DISK_FULL' });
      const [begun] = await rig.archive.entries({ since: 0 });
      await expectNothingLeft(rig, begun?.conversationId ?? null);
      const shown = async () =>
        begun ? (await rig.messages(begun.conversationId)).filter(({ deleted }) => !deleted).map(({ role }) => role) : [];
      await expect.poll(shown).toEqual(record === 'question' ? [] : ['user']);
      const { answer } = await rig.converse('Count.');
      expect(answer).toMatchObject({ state: 'complete', text: whole });
    },
  );

  it('ends the answer as failed when it is its row of the ledger, and Retry answers the question', async () => {
    const rig = refusing('row');
    await rig.readCatalogue();
    const conversationId = await rig.ask('Count.');
    await rig.rest();
    const answer = await rig.newest(conversationId);
    expect(answer).toMatchObject({ state: 'failed', text: '', failure: { code: 'DISK_FULL', actions: ['retry'] } });
    await expectNothingLeft(rig, conversationId);
    await rig.orchestrator.retry(conversationId, answer.id);
    await rig.rest();
    expect(await rig.newest(conversationId)).toMatchObject({ state: 'complete', text: whole });
  });

  it('closes what it could only write later', async () => {
    let refusals = 0;
    const rig = new ChatRig({
      service: simulator,
      clock: hurried(systemClock, 50),
      disk: (archive) =>
        intercept(
          intercept(archive, 'addMessage', (add, message) => (message.role === 'user' ? add(message) : full())),
          'settle',
          (settle, ...args) => (refusals++ < 3 ? full() : settle(...args)),
        ),
    });
    await expect(rig.ask('Count.')).rejects.toMatchObject({ code: 'DISK_FULL' });
    await expectNothingLeft(rig, null);
    expect(refusals).toBeGreaterThan(3);
  });
});

describe('a full disk at the question', () => {
  it('refuses it, sends nothing, and leaves no answer that runs', async () => {
    const rig = new ChatRig({
      service: simulator,
      disk: (archive) =>
        intercept(archive, 'addMessage', () => Promise.reject(new ChatError('DISK_FULL', 'The disk is full: this was not saved.'))),
    });
    await expect(rig.ask('Count.')).rejects.toMatchObject({ code: 'DISK_FULL' });
    expect(rig.orchestrator.live()).toEqual([]);
    expect(rig.events.filter(({ type }) => type.startsWith('message.'))).toEqual([]);
    expect(simulator.requests.filter(({ method }) => method === 'POST')).toEqual([]);
  });
});
