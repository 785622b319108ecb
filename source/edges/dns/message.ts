/** DNS messages on the wire (RFC 1035, 4), as far as queries and updates need them. */

export const TYPE = { A: 1, SOA: 6, TXT: 16, AAAA: 28, TSIG: 250, ANY: 255 } as const;
export const CLASS = { IN: 1, NONE: 254, ANY: 255 } as const;
export const OPCODE = { query: 0, update: 5 } as const;

/** Codes of RFC 1035, RFC 2136 and RFC 8945. */
export const RCODES: Readonly<Record<number, string>> = {
  0: 'NOERROR',
  1: 'FORMERR',
  2: 'SERVFAIL',
  3: 'NXDOMAIN',
  4: 'NOTIMP',
  5: 'REFUSED',
  6: 'YXDOMAIN',
  7: 'YXRRSET',
  8: 'NXRRSET',
  9: 'NOTAUTH',
  10: 'NOTZONE',
  16: 'BADSIG',
  17: 'BADKEY',
  18: 'BADTIME',
};

export interface DnsRecord {
  /** Without the dot at the end. */
  readonly name: string;
  readonly type: number;
  readonly class: number;
  readonly ttl: number;
  readonly data: Buffer;
}

export interface DnsMessage {
  readonly id: number;
  readonly opcode: number;
  readonly rcode: number;
  readonly isReply: boolean;
  /** The server speaks for this name; it was not asked of others (AA). */
  readonly isAuthoritative: boolean;
  readonly questions: readonly Pick<DnsRecord, 'name' | 'type' | 'class'>[];
  /** Prerequisites, in an update. */
  readonly answers: readonly DnsRecord[];
  /** The changes, in an update. */
  readonly authorities: readonly DnsRecord[];
  readonly additionals: readonly DnsRecord[];
}

const REPLY = 0x8000;
const AUTHORITATIVE = 0x0400;

export function encodeMessage(message: DnsMessage): Buffer {
  const { id, opcode, rcode, questions, answers, authorities, additionals } = message;
  const head = Buffer.alloc(12);
  head.writeUInt16BE(id, 0);
  const flags = (message.isReply ? REPLY : 0) | (message.isAuthoritative ? AUTHORITATIVE : 0);
  head.writeUInt16BE(flags | (opcode << 11) | rcode, 2);
  [questions, answers, authorities, additionals].forEach((section, index) => {
    head.writeUInt16BE(section.length, 4 + index * 2);
  });
  return Buffer.concat([
    head,
    ...questions.map((each) =>
      Buffer.concat([encodeName(each.name), uint16(each.type), uint16(each.class)]),
    ),
    ...[...answers, ...authorities, ...additionals].map(encodeRecord),
  ]);
}

export function encodeRecord({ name, type, class: kind, ttl, data }: DnsRecord): Buffer {
  const numbers = Buffer.alloc(10);
  numbers.writeUInt16BE(type, 0);
  numbers.writeUInt16BE(kind, 2);
  numbers.writeUInt32BE(ttl, 4);
  numbers.writeUInt16BE(data.length, 8);
  return Buffer.concat([encodeName(name), numbers, data]);
}

/** A name without compression, in lower case (RFC 4034, 6.2). */
export function encodeName(name: string): Buffer {
  const labels = name === '' ? [] : name.toLowerCase().split('.');
  const parts = labels.map((label) => {
    const bytes = Buffer.from(label, 'latin1');
    if (bytes.length === 0 || bytes.length > 63) throw new RangeError(`Not a name: ${name}`);
    return Buffer.concat([Buffer.from([bytes.length]), bytes]);
  });
  return Buffer.concat([...parts, Buffer.from([0])]);
}

export function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

/** Throws a RangeError where the bytes are no message. `lastAt` is where its last record begins. */
export function decodeMessage(bytes: Buffer): DnsMessage & { readonly lastAt: number } {
  const flags = bytes.readUInt16BE(2);
  let at = 12;
  let lastAt = at;
  const readName = (): string => {
    const { name, next } = decodeName(bytes, at);
    at = next;
    return name;
  };
  const question = () => {
    const name = readName();
    at += 4;
    return { name, type: bytes.readUInt16BE(at - 4), class: bytes.readUInt16BE(at - 2) };
  };
  const record = (): DnsRecord => {
    lastAt = at;
    const name = readName();
    const type = bytes.readUInt16BE(at);
    const kind = bytes.readUInt16BE(at + 2);
    const ttl = bytes.readUInt32BE(at + 4);
    const length = bytes.readUInt16BE(at + 8);
    at += 10 + length;
    if (at > bytes.length) throw new RangeError('A record goes on behind the end.');
    return { name, type, class: kind, ttl, data: bytes.subarray(at - length, at) };
  };
  const section = <Item>(index: number, read: () => Item) =>
    Array.from({ length: bytes.readUInt16BE(4 + index * 2) }, read);
  return {
    id: bytes.readUInt16BE(0),
    isReply: (flags & REPLY) !== 0,
    isAuthoritative: (flags & AUTHORITATIVE) !== 0,
    opcode: (flags >> 11) & 15,
    rcode: flags & 15,
    questions: section(0, question),
    answers: section(1, record),
    authorities: section(2, record),
    additionals: section(3, record),
    lastAt,
  };
}

/** A name with its pointers followed (RFC 1035, 4.1.4), and where the next field begins. */
export function decodeName(bytes: Buffer, start: number): { name: string; next: number } {
  const labels: string[] = [];
  let next: number | undefined;
  for (let at = start; ; ) {
    const length = bytes.readUInt8(at);
    if (length >= 0xc0) {
      const target = bytes.readUInt16BE(at) & 0x3fff;
      // A pointer leads back only, so this ends.
      if (target >= at) throw new RangeError('A name points forward.');
      next ??= at + 2;
      at = target;
    } else if (length === 0) {
      return { name: labels.join('.').toLowerCase(), next: next ?? at + 1 };
    } else {
      labels.push(bytes.toString('latin1', at + 1, at + 1 + length));
      at += 1 + length;
    }
    if (labels.length > 128) throw new RangeError('A name has no end.');
  }
}
