// Borders of local time. Not every day begins at 0:00: where the clocks leap at midnight it begins at 1:00, which must not become the hour
// at which its month begins.

/** First moment of the local day of a time; ms since the epoch. */
export function dayStart(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}

/** First moment of the local day after that of a time; ms since the epoch. */
export function dayEnd(at: number): number {
  const date = new Date(at);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1).getTime();
}

/** First moment of the local month of a time; ms since the epoch. */
export function monthStart(at: number): number {
  const date = new Date(at);
  return new Date(date.getFullYear(), date.getMonth(), 1).getTime();
}

/** First moment of the local month that lies so many months before that of a time; ms since the epoch. */
export function monthsBefore(at: number, months: number): number {
  const date = new Date(at);
  return new Date(date.getFullYear(), date.getMonth() - months, 1).getTime();
}
