import type { Row } from './row.ts';

export interface Group {
  readonly name: string;
  readonly rows: readonly Row[];
}

const headings = ['', 'measured', 'unit', 'floor or peer in the same run', 'ratio', 'goal', 'holds?'];
const rightAligned = new Set([1, 4]);

/** The groups as one plain table. */
export function formatTable(groups: readonly Group[]): string {
  const groupLines = groups.map(({ name, rows }) => ({ name, rows: rows.map(cells) }));
  const all = [headings, ...groupLines.flatMap(({ rows }) => rows)];
  const widths = headings.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `  ${row.map((cell, column) => (rightAligned.has(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0))).join('  ')}`.trimEnd();
  return [line(headings), ...groupLines.flatMap(({ name, rows }) => ['', name, ...rows.map(line)])].join('\n');
}

function cells({ name, measured, unit, beside, goal }: Row): readonly string[] {
  const ratio = beside && measured / beside.measured;
  const bounded = goal?.of === 'ratio' ? ratio : measured;
  return [
    name,
    figure(measured),
    unit,
    beside ? `${figure(beside.measured)}  ${beside.name}` : '',
    ratio === undefined ? '' : `${figure(ratio)} ×`,
    goal ? `≤ ${goal.atMost} ${goal.of === 'ratio' ? '×' : unit}` : '',
    goal && bounded !== undefined ? (bounded <= goal.atMost ? 'yes' : 'missed') : '',
  ];
}

/** Three digits or a few more: what is behind them is noise. */
function figure(value: number): string {
  const size = Math.abs(value);
  if (size >= 100) return value.toLocaleString('en', { maximumFractionDigits: 0 });
  return value.toFixed(size >= 10 ? 1 : size >= 0.1 || size === 0 ? 2 : 4);
}
