import type { RecordType, StoredType } from './edges.ts';

/** A text as it stands in a zone file (RFC 1035, 5.1): in quotes, in strings of at most 255 bytes. */
export function quotedText(text: string): string {
  const strings = text.match(/.{1,255}/gsu) ?? [''];
  return strings.map((each) => `"${each.replace(/["\\]/g, '\\$&')}"`).join(' ');
}

/** The text itself, of what may be in quotes or not. */
export function plainText(value: string): string {
  const strings = value.trim().match(/"(?:[^"\\]|\\.)*"/gs);
  if (!strings || !value.trim().startsWith('"')) return value;
  return strings.map((each) => unescaped(each.slice(1, -1))).join('');
}

function unescaped(text: string): string {
  return text.replace(/\\(\d{3}|.)/gs, (_, sequence: string) =>
    sequence.length === 3 ? String.fromCharCode(Number(sequence)) : sequence,
  );
}

/** A value as it stands in a zone file: texts in quotes, names with the dot that ends them. */
export function zoneValue(type: StoredType, value: string): string {
  if (type === 'TXT') return quotedText(value);
  return type === 'CNAME' ? `${value}.` : value;
}

/** The value itself, of what may be in quotes, or end with a dot. */
export function plainValue(type: StoredType, value: string): string {
  return type === 'CNAME' ? value.replace(/\.$/, '').toLowerCase() : plainText(value);
}

/** Where no aliases are set, there are none to ask for. */
export function notAlias(type: StoredType): RecordType {
  if (type === 'CNAME') throw new TypeError('This provider sets no aliases.');
  return type;
}
