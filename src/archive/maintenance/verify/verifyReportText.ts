import type { LogCounts, ProblemKind, VerifyProblem, VerifyReport } from './verifyReport.ts';

const rebuild = 'Run "Rebuild Archive Index". Nothing is lost: the index is made from the logs.';

const advice: Readonly<Record<ProblemKind, string>> = {
  unreadableFile: 'Check the permissions of the file and the health of the disk, and copy the archive folder to another disk.',
  damagedLine:
    'Everything else was read, and a copy of the line is kept in quarantine/. If you have a backup from before, run "Restore Archive Backup…": what the line held comes back.',
  damagedBackup: 'The archive itself is not concerned. Delete this file: the next daily copy makes it again.',
  damagedAnswer: 'The rest of the answer is kept. If you have a backup from before, run "Restore Archive Backup…".',
  newerVersion: 'Update the extension in this editor.',
  coverage: rebuild,
  damagedIndex: rebuild,
  differentIndex: rebuild,
  searchIndex: rebuild,
  purgedContent: 'Purge it again, or delete the file if it is not in log/. Close other windows first.',
};

/** The report for a person. */
export function verifyReportText(report: VerifyReport): string {
  const { log, backup, index, problems, problemCount } = report;
  const lines = [
    'Neural Terminal: the archive was checked',
    '',
    `When        ${new Date(report.startedAt).toISOString()} (${((report.endedAt - report.startedAt) / 1000).toFixed(1)} s)`,
    `Logs        ${logText(log)}`,
    `Backup      ${backup.files === 0 ? 'none in this folder' : logText(backup)}`,
    `Index       ${plural(index.conversations, 'conversation')}, ${plural(index.messages, 'message')}; ${plural(index.rows, 'row')} in ${plural(index.tables, 'table')} compared with the logs`,
    'Search      index of words compared with the messages',
    `Purged      ${report.purged === 0 ? 'nothing' : `${plural(report.purged, 'item')} (conversations and entries), looked for in all logs, databases and copies`}`,
    '',
    problemCount === 0 ? 'No problem was found.' : `${plural(problemCount, 'problem')} found.`,
  ];
  for (const [kind, found] of Map.groupBy(problems, (problem: VerifyProblem) => problem.kind)) {
    lines.push('', ...found.map(({ message }) => `- ${message}`), `  What to do: ${advice[kind]}`);
  }
  if (problemCount > problems.length) lines.push('', `… and ${plural(problemCount - problems.length, 'more problem')}.`);
  return `${lines.join('\n')}\n`;
}

function logText({ files, bytes, records, damagedLines, halfRecords, unknownTypes }: LogCounts): string {
  const parts = [
    plural(files, 'file'),
    plural(bytes, 'byte'),
    plural(records, 'record'),
    `${damagedLines === 0 ? 'no' : damagedLines.toLocaleString('en')} damaged ${damagedLines === 1 ? 'line' : 'lines'}`,
  ];
  if (halfRecords > 0) parts.push(`${plural(halfRecords, 'record')} cut off at the end of a file (never confirmed as saved)`);
  const unknown = Object.entries(unknownTypes).map(([type, count]) => `${type} ${count.toLocaleString('en')} ×`);
  if (unknown.length > 0) parts.push(`of a newer version: ${unknown.join(', ')}`);
  return parts.join(', ');
}

const plural = (count: number, word: string): string => `${count.toLocaleString('en')} ${word}${count === 1 ? '' : 's'}`;
