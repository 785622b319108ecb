import { describe, expect, test } from 'vitest';
import { CLASS, decodeMessage, encodeMessage, TYPE } from '../../source/edges/dns/message.ts';
import { readData, writeData } from '../../source/edges/dns/record-data.ts';
import { sign, verify } from '../../source/edges/dns/tsig.ts';
import { Secret } from '../../source/secrets/secret.ts';

const key = {
  name: 'setup-server',
  algorithm: 'hmac-sha256',
  secret: new Secret('K2tf3TRjvQkVCmJF3/Z9vA=='),
} as const;
const question = { name: 'example.org', type: TYPE.SOA, class: CLASS.IN };
const query = {
  ...{ id: 4711, opcode: 0, rcode: 0, isReply: false, isAuthoritative: false },
  ...{ questions: [question], answers: [], authorities: [], additionals: [] },
};
const now = new Date('2026-11-21T07:00:00Z');

describe('a message', () => {
  test('is read as it was written', () => {
    const record = {
      ...{ name: 'study.example.org', type: TYPE.A, class: CLASS.IN, ttl: 60 },
      data: writeData('A', '203.0.113.7'),
    };
    const message = {
      ...query,
      opcode: 5,
      isReply: true,
      isAuthoritative: true,
      rcode: 9,
      authorities: [record],
    };
    expect(decodeMessage(encodeMessage(message))).toMatchObject(message);
  });

  test('may have names that point back, but none that run in a circle', () => {
    const whole = encodeMessage(query);
    const pointed = Buffer.concat([whole, Buffer.from([0xc0, 12]), Buffer.alloc(10)]);
    pointed.writeUInt16BE(1, 6);
    expect(decodeMessage(pointed).answers[0]?.name).toBe('example.org');
    pointed.writeUInt16BE(0xc000 + whole.length, whole.length);
    expect(() => decodeMessage(pointed)).toThrow(RangeError);
    expect(() => decodeMessage(whole.subarray(0, 20))).toThrow(RangeError);
  });

  test.each([
    ['A', '203.0.113.7'],
    ['AAAA', '2001:db8::7'],
    ['AAAA', '::1'],
    ['AAAA', '2001:db8:1:2:3:4:5:6'],
    ['TXT', 'tH4n-x_1'],
    ['TXT', ''],
    ['TXT', 'ä'.repeat(300)],
  ] as const)('holds %s %s', (type, value) => {
    expect(readData(type, writeData(type, value))).toBe(value);
  });
});

describe('a signature', () => {
  test('that is missing, or does not cover our own, is no good', () => {
    const asked = sign(encodeMessage(query), key, now);
    const reply = { ...query, isReply: true };
    expect(verify(encodeMessage(reply), key, asked.mac)).toEqual({ is: 'unsigned' });
    // A reply's signature begins with that of the request (RFC 8945, 5.3.1); this one does not.
    const replayed = sign(encodeMessage(reply), key, now);
    expect(verify(replayed.message, key, asked.mac)).toEqual({ is: 'forged' });
  });

  test('has the length of its algorithm', () => {
    const lengths = { md5: 16, sha1: 20, sha224: 28, sha256: 32, sha384: 48, sha512: 64 };
    for (const [hash, length] of Object.entries(lengths)) {
      const algorithm = `hmac-${hash}` as 'hmac-md5';
      expect(sign(encodeMessage(query), { ...key, algorithm }, now).mac).toHaveLength(length);
    }
  });
});
