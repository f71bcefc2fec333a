// Kept, because a drawer may hold a thousand cards: asking the date itself makes a formatter each time (0.3 ms).
const timeOfDay = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const dayAndMonth = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

/** `14:02` today, `3 Mar 14:02` this year, `3 Mar 2025` before, in the user's own time zone. */
export function cardDate(at: number, now: number): string {
  const date = new Date(at);
  const today = new Date(now);
  const time = timeOfDay.format(date);
  if (date.toDateString() === today.toDateString()) return time;
  const day = dayAndMonth.format(date);
  return date.getFullYear() === today.getFullYear() ? `${day} ${time}` : `${day} ${date.getFullYear()}`;
}
