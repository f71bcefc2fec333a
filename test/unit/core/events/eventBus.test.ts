import { describe, expect, it } from 'vitest';
import { type BusEvent, EventBus } from '../../../../src/core/events/eventBus.ts';
import { recordingLogger } from '../../../support/recordingLogger.ts';

const started = { conversationId: 'c', messageId: 'm', model: 'demo/tour' };

describe('EventBus', () => {
  it('delivers to subscribers of that event only', () => {
    const bus = new EventBus(recordingLogger());
    const seen: string[] = [];
    bus.subscribe('token.generated', (event) => seen.push(event.delta));
    bus.emit('message.started', started);
    bus.emit('token.generated', { conversationId: 'c', messageId: 'm', delta: 'a', reasoning: false });
    expect(seen).toEqual(['a']);
  });

  it('delivers everything, in order, to subscribers of all events', () => {
    const bus = new EventBus(recordingLogger());
    const seen: BusEvent[] = [];
    bus.subscribeAll((event) => seen.push(event));
    bus.emit('message.started', started);
    bus.emit('message.failed', { conversationId: 'c', messageId: 'm', code: 'OFFLINE' });
    expect(seen.map((event) => event.type)).toEqual(['message.started', 'message.failed']);
  });

  it('freezes every event', () => {
    const bus = new EventBus(recordingLogger());
    let frozen = false;
    bus.subscribe('message.started', (event) => (frozen = Object.isFrozen(event)));
    bus.emit('message.started', started);
    expect(frozen).toBe(true);
  });

  it('logs an observer that throws and goes on with the others', () => {
    const logger = recordingLogger();
    const bus = new EventBus(logger);
    let reached = false;
    bus.subscribeAll(() => {
      throw new Error('observer');
    });
    bus.subscribeAll(() => (reached = true));
    bus.emit('message.started', started);
    expect(reached).toBe(true);
    expect(logger.lines).toEqual([expect.objectContaining({ level: 'error', event: 'bus.observerThrew' })]);
  });

  it('delivers nothing after a subscription was disposed', () => {
    const bus = new EventBus(recordingLogger());
    let count = 0;
    const subscription = bus.subscribeAll(() => count++);
    subscription.dispose();
    bus.emit('message.started', started);
    expect(count).toBe(0);
  });
});
