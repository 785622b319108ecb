/** The end of a certificate, for a person's calendar. */
export interface CertificateEnd {
  /** The main name that it is for. */
  readonly name: string;
  /** ISO 8601. */
  readonly until: string;
}

/** How long before the end the calendar reminds: a renewal that works has long come about by then. */
const REMINDS_DAYS = 7;

/** A calendar with that one date, for whoever wants to look after it (RFC 5545). */
export function icsFor({ name, until }: CertificateEnd, now: Date): string {
  const end = new Date(until);
  const life = end.getTime() - now.getTime();
  const before = Math.min(REMINDS_DAYS, Math.max(1, Math.floor(life / DAY / 4)));
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//setup-server//EN',
    'BEGIN:VEVENT',
    // The same for the same name: a later file replaces the date.
    `UID:certificate-${name}@setup-server`,
    `SEQUENCE:${Math.floor(end.getTime() / 60_000) % 2 ** 31}`,
    `DTSTAMP:${stamp(now)}`,
    `DTSTART:${stamp(end)}`,
    `DTEND:${stamp(end)}`,
    `SUMMARY:${escaped(`The certificate of ${name} ends, if it was not renewed`)}`,
    `DESCRIPTION:${escaped(
      `The server renews it by itself, weeks before. To see whether it did:\nnpx setup-server status\nTo renew it:\nnpx setup-server renew`,
    )}`,
    `URL:https://${name}`,
    'TRANSP:TRANSPARENT',
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    `TRIGGER:-P${before}D`,
    `DESCRIPTION:${escaped(`Was the certificate of ${name} renewed?`)}`,
    'END:VALARM',
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join('');
}

/** The name of the file. */
export function icsFileName({ name }: Pick<CertificateEnd, 'name'>): string {
  return `${name.replace(/^\*\./, '')}-certificate.ics`;
}

const DAY = 24 * 3600 * 1000;

/** `20270219T110000Z` (3.3.5). */
function stamp(at: Date): string {
  return at.toISOString().replace(/[-:]|\.\d+/g, '');
}

/** 3.3.11 */
function escaped(text: string): string {
  return text.replace(/[\\;,]/g, (each) => `\\${each}`).replaceAll('\n', '\\n');
}

/** At most 75 octets a line; all of ours are ASCII (3.1). */
function folded(line: string): string {
  return line.match(/^.{1,75}|.{1,74}/g)?.join('\r\n ') ?? line;
}
