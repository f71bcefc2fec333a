import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ArchiveMaintenance } from '../../../src/core/ports/archiveMaintenance.ts';

export interface MaintenanceUnderTest {
  /** Of a sound archive with one conversation. */
  readonly maintenance: ArchiveMaintenance;
  readonly conversationId: string;
  /** Its only message. */
  readonly messageId: string;
  /** What stands in it. */
  readonly text: string;
  /** An existing folder outside of the archive. */
  readonly outside: string;
  /** From now on nothing can be done. */
  readonly fail: () => Promise<void>;
}

/** What every ArchiveMaintenance does. `close` is called when a test is over. */
export function archiveMaintenanceContract(
  name: string,
  make: () => Promise<MaintenanceUnderTest & { readonly close: () => Promise<void> }>,
): void {
  const withMaintenance = (work: (made: MaintenanceUnderTest) => Promise<void>) => async () => {
    const made = await make();
    try {
      await work(made);
    } finally {
      await made.close();
    }
  };

  describe(`${name} as an ArchiveMaintenance`, () => {
    it(
      'reports no problem of a sound archive, and no message',
      withMaintenance(async ({ maintenance, text }) => {
        const { problems, report } = await maintenance.verify();
        expect(problems).toBe(0);
        expect(report).not.toBe('');
        expect(report).not.toContain(text);
      }),
    );

    it(
      'ends a check with the reason of the signal, before it begins or while it runs',
      withMaintenance(async ({ maintenance }) => {
        await expect(maintenance.verify(AbortSignal.abort('enough'))).rejects.toBe('enough');
        const controller = new AbortController();
        const verifying = maintenance.verify(controller.signal);
        controller.abort('enough');
        await expect(verifying).rejects.toBe('enough');
      }),
    );

    it(
      'begins nothing that was aborted before, and gives the reason of the signal',
      withMaintenance(async ({ maintenance, outside }) => {
        const signal = AbortSignal.abort('enough');
        const path = join(outside, 'backup.zip');
        await expect(maintenance.rebuildIndex(signal)).rejects.toBe('enough');
        await expect(maintenance.backUp(path, signal)).rejects.toBe('enough');
        await expect(maintenance.restore(path, signal)).rejects.toBe('enough');
        expect((await maintenance.rebuildIndex()).operations).toBeGreaterThan(0);
      }),
    );

    it(
      'counts what the index is made of',
      withMaintenance(async ({ maintenance }) => {
        expect((await maintenance.rebuildIndex()).operations).toBeGreaterThan(0);
      }),
    );

    it(
      'counts what a backup has, and finds nothing new in it',
      withMaintenance(async ({ maintenance, outside }) => {
        const path = join(outside, 'backup.zip');
        const { files, bytes } = await maintenance.backUp(path);
        expect(files).toBeGreaterThan(0);
        expect(bytes).toBeGreaterThan(0);
        expect(await maintenance.restore(path)).toMatchObject({ skipped: 0, records: 0 });
      }),
    );

    it(
      'leaves nothing of what it purged, also when it is asked again',
      withMaintenance(async ({ maintenance, conversationId }) => {
        expect(await maintenance.purge(conversationId)).toMatchObject({ leftIn: [] });
        expect(await maintenance.purge(conversationId)).toMatchObject({ leftIn: [] });
      }),
    );

    it(
      'leaves nothing of the messages that it purged, also when it is asked again',
      withMaintenance(async ({ maintenance, conversationId, messageId }) => {
        const purge = () => maintenance.purgeMessages(conversationId, [messageId]);
        expect([await purge(), await purge()]).toMatchObject([{ leftIn: [] }, { leftIn: [] }]);
        expect(await maintenance.verify()).toMatchObject({ problems: 0 });
      }),
    );

    it(
      'counts the second copy in the whole size, and not among the logs',
      withMaintenance(async ({ maintenance }) => {
        const before = await maintenance.size();
        await maintenance.mirror();
        const after = await maintenance.size();
        expect(before.logBytes).toBeGreaterThan(0);
        expect(after.logBytes).toBe(before.logBytes);
        expect(after.totalBytes).toBeGreaterThan(after.logBytes);
        expect(after.files).toBeGreaterThan(0);
      }),
    );

    it(
      'rejects with a ChatError when nothing can be done',
      withMaintenance(async ({ maintenance, conversationId, messageId, outside, fail }) => {
        await fail();
        const path = join(outside, 'backup.zip');
        const tries = [
          maintenance.verify(),
          maintenance.rebuildIndex(),
          maintenance.backUp(path),
          maintenance.restore(path),
          maintenance.purge(conversationId),
          maintenance.purgeMessages(conversationId, [messageId]),
          maintenance.mirror(),
          maintenance.size(),
        ];
        for (const each of await Promise.allSettled(tries)) expect(each).toMatchObject({ reason: { name: 'ChatError' } });
      }),
    );
  });
}
