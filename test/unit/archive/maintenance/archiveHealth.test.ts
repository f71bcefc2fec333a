import { expect, it } from 'vitest';
import { ArchiveHealth } from '../../../../src/archive/maintenance/archiveHealth.ts';
import type { ArchiveReport } from '../../../../src/archive/disk/archiveReport.ts';
import { ChatError } from '../../../../src/core/errors/chatError.ts';
import { recordingLogger } from '../../../support/recordingLogger.ts';

function watched() {
  const reports: ArchiveReport[] = [];
  const health = new ArchiveHealth(recordingLogger(), (report) => void reports.push(report));
  const states: string[] = [];
  health.onDidChange(() => void states.push(health.state().state));
  const fail = (code: 'ARCHIVE_READONLY' | 'ARCHIVE_DAMAGED' | 'DISK_FULL') =>
    health.watchWrite(Promise.reject(new ChatError(code, `not saved: ${code}`))).catch(() => undefined);
  return { health, reports, states, fail };
}

it('tells that the archive cannot be written when it finds out, once, and that it can again', async () => {
  const { health, states, fail } = watched();
  await fail('ARCHIVE_READONLY');
  await fail('ARCHIVE_READONLY');
  await health.watchWrite(Promise.resolve());
  await health.watchWrite(Promise.resolve());
  await fail('ARCHIVE_DAMAGED');
  expect(states).toEqual(['readonly', 'ok', 'damaged']);
});

it('is not changed by a full disk, which every message says itself', async () => {
  const { health, states, fail } = watched();
  await fail('DISK_FULL');
  expect([states, health.state().state]).toEqual([[], 'ok']);
});

it('tells of damage and of a newer version, each report once, and that an index was made again changes nothing', () => {
  const { health, reports, states } = watched();
  const damage = { kind: 'unreadableLog', file: 'x', message: 'x could not be read' } as const;
  const newer = { kind: 'newerVersion', type: 'a', message: 'newer' } as const;
  health.report({ kind: 'indexSetAside', reason: 'r', keptAs: null, message: 'made again' });
  for (const report of [damage, damage, newer, { ...newer, type: 'b' }]) health.report(report);
  expect(states).toEqual(['damaged', 'readonly']);
  expect(reports.map(({ kind }) => kind)).toEqual(['indexSetAside', 'unreadableLog', 'newerVersion']);
  expect(() => health.checkWritable()).toThrow('newer');
});

it('says once that the disk gives no guarantee, below what keeps it from working', async () => {
  const { health, states, fail } = watched();
  health.noteSyncRefusal('EPERM');
  health.noteSyncRefusal('EINVAL');
  await fail('ARCHIVE_READONLY');
  await health.watchWrite(Promise.resolve());
  expect(states).toEqual(['unsynced', 'readonly', 'unsynced']);
  expect(health.state().detail).toMatch(/refuses to sync \(fdatasync: EPERM\)\. Everything is saved as always/);
});
