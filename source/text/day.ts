/** `19 Feb 2027`; the text itself where it is no time: records on a server can be garbled. */
export function dayOf(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  const month = date.toLocaleString('en', { month: 'short', timeZone: 'UTC' });
  return `${date.getUTCDate()} ${month} ${date.getUTCFullYear()}`;
}

/** `2027-02-19 at 03:40 UTC`. */
export function momentOf(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' at ')} UTC`;
}
