import { vi } from 'vitest';
import { ChannelLog } from '../../../src/vscode/platform/channelLog.ts';
import { loggerContract } from '../../support/contracts/loggerContract.ts';
import { recordingLogger } from '../../support/recordingLogger.ts';

const channel = vi.hoisted(() => {
  const written: { level: string; text: string }[] = [];
  const at = (level: string) => (text: string) => void written.push({ level, text });
  return { written, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
});
vi.mock('vscode', () => ({ window: { createOutputChannel: () => channel } }));

loggerContract('recordingLogger', () => {
  const logger = recordingLogger();
  return { logger, lines: () => logger.lines };
});

loggerContract('ChannelLog', () => {
  channel.written.length = 0;
  const lines = () =>
    channel.written.map(({ level, text }) => {
      const { event, ...fields } = JSON.parse(text) as { readonly event: string } & Readonly<Record<string, unknown>>;
      return { level, event, fields };
    });
  return { logger: new ChannelLog(), lines };
});
