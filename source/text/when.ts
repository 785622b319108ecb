/** "Tuesday 3 February at 12:22 GMT, in 34 hours". In the system's time zone where none is given. */
export function whenInWords(at: Date, now: Date, timeZone?: string): string {
  const zone = timeZone === undefined ? {} : { timeZone };
  const day = new Intl.DateTimeFormat('en-GB', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...zone,
  }).format(at);
  const time = new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
    ...zone,
  }).format(at);
  return `${day.replace(',', '')} at ${time}, ${inHowLong((at.getTime() - now.getTime()) / 60_000)}`;
}

function inHowLong(minutes: number): string {
  if (minutes < 1.5) return 'in a minute';
  if (minutes < 90) return `in ${Math.ceil(minutes)} minutes`;
  if (minutes < 48 * 60) return `in ${Math.ceil(minutes / 60)} hours`;
  return `in ${Math.ceil(minutes / 60 / 24)} days`;
}
