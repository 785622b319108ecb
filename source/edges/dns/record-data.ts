import { isIPv4 } from 'node:net';
import { canonicalAddress } from '../../dns/address.ts';
import type { RecordType } from '../../dns/providers/edges.ts';

/** A record's value as bytes (RFC 1035, 3.3 and 3.4; RFC 3596, 2.2). */
export function writeData(type: RecordType, value: string): Buffer {
  switch (type) {
    case 'A':
      return Buffer.from(value.split('.').map(Number));
    case 'AAAA':
      return Buffer.from(wordsOf(value).flatMap((word) => [word >> 8, word & 255]));
    case 'TXT': {
      const bytes = Buffer.from(value, 'utf8');
      const count = Math.max(1, Math.ceil(bytes.length / 255));
      const strings = Array.from({ length: count }, (_, index) =>
        bytes.subarray(index * 255, (index + 1) * 255),
      );
      return Buffer.concat(strings.flatMap((each) => [Buffer.from([each.length]), each]));
    }
  }
}

/** The value of such bytes. */
export function readData(type: RecordType, data: Buffer): string {
  switch (type) {
    case 'A':
      return [...data].join('.');
    case 'AAAA': {
      const words = Array.from({ length: 8 }, (_, index) => data.readUInt16BE(index * 2));
      const text = words.map((word) => word.toString(16)).join(':');
      return canonicalAddress(text) ?? text;
    }
    case 'TXT': {
      const strings: Buffer[] = [];
      for (let at = 0; at < data.length; at += 1 + data.readUInt8(at))
        strings.push(data.subarray(at + 1, at + 1 + data.readUInt8(at)));
      return Buffer.concat(strings).toString('utf8');
    }
  }
}

/** The eight words of an IPv6 address. */
function wordsOf(address: string): number[] {
  const [left = '', right] = (canonicalAddress(address) ?? address).split('::');
  const parts = (text: string) => (text === '' ? [] : text.split(':').flatMap(words));
  const before = parts(left);
  const after = right === undefined ? [] : parts(right);
  return [...before, ...Array(8 - before.length - after.length).fill(0), ...after];
}

function words(part: string): number[] {
  if (!isIPv4(part)) return [Number.parseInt(part, 16)];
  const [a = 0, b = 0, c = 0, d = 0] = part.split('.').map(Number);
  return [(a << 8) | b, (c << 8) | d];
}
