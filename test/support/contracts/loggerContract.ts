import { describe, expect, it } from 'vitest';
import type { Logger } from '../../../src/core/ports/platform.ts';

export interface LoggerUnderTest {
  readonly logger: Logger;
  /** What was written, oldest first: the level, the event and the fields of each line. */
  readonly lines: () => readonly { readonly level: string; readonly event: string; readonly fields: Readonly<Record<string, unknown>> }[];
}

/** What every Logger does. */
export function loggerContract(name: string, make: () => LoggerUnderTest): void {
  describe(`${name} as a Logger`, () => {
    it('keeps event, level and fields of every line, in order', () => {
      const { logger, lines } = make();
      for (const level of ['debug', 'info', 'warn', 'error'] as const) {
        logger[level](`${level}.plain`);
        logger[level](`${level}.rich`, { count: 1, list: ['a'], nothing: null });
      }
      expect(lines()).toEqual(
        ['debug', 'info', 'warn', 'error'].flatMap((level) => [
          { level, event: `${level}.plain`, fields: {} },
          { level, event: `${level}.rich`, fields: { count: 1, list: ['a'], nothing: null } },
        ]),
      );
    });

    it('works without its object, as a callback is passed on', () => {
      const { logger, lines } = make();
      const write: Logger['info'] = (event, fields) => logger.info(event, fields);
      write('passed.on');
      expect(lines()).toHaveLength(1);
    });
  });
}
