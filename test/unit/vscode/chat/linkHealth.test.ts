import { expect, it } from 'vitest';
import { EventBus } from '../../../../src/core/events/eventBus.ts';
import { LinkHealth } from '../../../../src/vscode/chat/linkHealth.ts';
import { recordingLogger } from '../../../support/recordingLogger.ts';
import { pricedModel } from '../../core/money/kit/pricedModel.ts';

const answered = { usage: null, costUsd: null, latencyMs: 1 };

/** A window in which answers begin and end. */
function setUp() {
  const bus = new EventBus(recordingLogger());
  const health = new LinkHealth(bus, { find: (id) => pricedModel({ id, simulated: id === 'demo/tour' }) });
  const seen: (string | null)[] = [];
  health.onDidChange(() => seen.push(health.failure));
  let number = 0;
  /** `code`: how it fails; null when it does not. */
  const answer = (code: string | null, model = 'a/model') => {
    const at = { conversationId: 'c', messageId: `m${(number += 1)}` };
    bus.emit('message.started', { ...at, model });
    if (code === null) bus.emit('message.completed', { ...at, ...answered });
    else bus.emit('message.failed', { ...at, code });
    return health.failure;
  };
  return { health, answer, seen };
}

it.each(['MODEL_UNAVAILABLE', 'RATE_LIMITED', 'UNAUTHORIZED', 'INTERRUPTED', 'TIMEOUT', 'OFFLINE', 'HTTP_500', 'HTTP_402', 'BAD_SETTING'])(
  '%s is a failure of the link, until a request is answered',
  (code) => {
    const { answer, seen } = setUp();
    expect([answer(code), answer(code), answer(null), answer(null)]).toEqual([code, code, null, null]);
    expect(seen).toEqual([code, null]);
  },
);

it.each(['BUDGET_EXCEEDED', 'CONTEXT_OVERFLOW', 'DISK_FULL', 'INTERNAL', 'HTTP_400', 'HTTP_413', 'NO_KEY'])(
  '%s says nothing of the link',
  (code) => {
    const { answer } = setUp();
    expect(answer(code)).toBeNull();
    answer('HTTP_503');
    expect(answer(code)).toBe('HTTP_503');
  },
);

it('the demonstration model says nothing of the link', () => {
  const { answer } = setUp();
  answer('OFFLINE');
  expect([answer(null, 'demo/tour'), answer('INTERRUPTED', 'demo/tour'), answer(null)]).toEqual(['OFFLINE', 'OFFLINE', null]);
});

it('is silent when it is not wanted any more', () => {
  const { health, answer, seen } = setUp();
  health.dispose();
  answer('OFFLINE');
  expect(seen).toEqual([]);
});
