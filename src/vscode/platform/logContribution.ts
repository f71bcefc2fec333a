import type { ChannelLog } from './channelLog.ts';
import type { OptionalContribution } from './contribution.ts';

export const logContribution: OptionalContribution<{ readonly log: ChannelLog }, 'showLog'> = {
  name: 'log',
  required: false,
  commands: ['showLog'],
  start: ({ log }) => ({ showLog: () => log.show() }),
};
