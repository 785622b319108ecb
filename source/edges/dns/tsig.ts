import { createHmac, timingSafeEqual } from 'node:crypto';
import type { TsigAlgorithm, UpdateServer } from '../../dns/providers/edges.ts';
import {
  CLASS,
  decodeMessage,
  decodeName,
  encodeName,
  encodeRecord,
  TYPE,
  uint16,
} from './message.ts';

/** Signing DNS messages with a shared key (RFC 8945). */
export interface Signed {
  readonly message: Buffer;
  readonly mac: Buffer;
}

type Key = UpdateServer['key'];

/** What a reply's signature says. */
export type Verdict =
  | { readonly is: 'good' }
  /** There is none, or it is not by this key. */
  | { readonly is: 'unsigned' | 'forged' }
  /** The server could not accept ours: BADSIG 16, BADKEY 17, BADTIME 18. `theirs`: its clock, with BADTIME. */
  | { readonly is: 'error'; readonly error: number; readonly theirs?: Date };

const FUDGE_SECONDS = 300;

export function sign(message: Buffer, key: Key, now: Date): Signed {
  const variables = { time: seconds(now), fudge: FUDGE_SECONDS, error: 0, other: Buffer.alloc(0) };
  const mac = macOf(key, [message, signedVariables(key, variables)]);
  const record = encodeRecord({
    name: key.name,
    type: TYPE.TSIG,
    class: CLASS.ANY,
    ttl: 0,
    data: Buffer.concat([
      encodeName(nameOf(key.algorithm)),
      time48(variables.time),
      uint16(FUDGE_SECONDS),
      uint16(mac.length),
      mac,
      message.subarray(0, 2),
      uint16(0),
      uint16(0),
    ]),
  });
  const whole = Buffer.concat([message, record]);
  whole.writeUInt16BE(message.readUInt16BE(10) + 1, 10);
  return { message: whole, mac };
}

/** Checks a reply to a request that we signed with `requestMac` (RFC 8945, 5.3 and 5.4). */
export function verify(reply: Buffer, key: Key, requestMac: Buffer): Verdict {
  const { additionals, lastAt } = decodeMessage(reply);
  const last = additionals.at(-1);
  if (last?.type !== TYPE.TSIG) return { is: 'unsigned' };
  const { data } = last;
  const { next } = decodeName(data, 0);
  const time = data.readUIntBE(next, 6);
  const fudge = data.readUInt16BE(next + 6);
  const length = data.readUInt16BE(next + 8);
  const mac = data.subarray(next + 10, next + 10 + length);
  const rest = next + 10 + length;
  const error = data.readUInt16BE(rest + 2);
  const other = data.subarray(rest + 6);
  // With BADSIG and BADKEY there is no signature (5.3.2).
  if (error === 16 || error === 17) return { is: 'error', error };

  const bare = Buffer.from(reply.subarray(0, lastAt));
  bare.writeUInt16BE(additionals.length - 1, 10);
  data.copy(bare, 0, rest, rest + 2);
  const expected = macOf(key, [
    uint16(requestMac.length),
    requestMac,
    bare,
    signedVariables(key, { time, fudge, error, other }),
  ]);
  if (mac.length !== expected.length || !timingSafeEqual(mac, expected)) return { is: 'forged' };
  if (error === 0) return { is: 'good' };
  if (other.length < 6) return { is: 'error', error };
  return { is: 'error', error, theirs: new Date(other.readUIntBE(0, 6) * 1000) };
}

interface Variables {
  readonly time: number;
  readonly fudge: number;
  readonly error: number;
  readonly other: Buffer;
}

/** RFC 8945, 4.3.3. */
function signedVariables(key: Key, { time, fudge, error, other }: Variables): Buffer {
  return Buffer.concat([
    encodeName(key.name),
    uint16(CLASS.ANY),
    Buffer.alloc(4),
    encodeName(nameOf(key.algorithm)),
    time48(time),
    uint16(fudge),
    uint16(error),
    uint16(other.length),
    other,
  ]);
}

function macOf(key: Key, parts: readonly Buffer[]): Buffer {
  const hmac = createHmac(key.algorithm.slice('hmac-'.length), secretBytes(key));
  for (const part of parts) hmac.update(part);
  return hmac.digest();
}

function secretBytes({ secret }: Key): Buffer {
  return Buffer.from(secret.reveal(), 'base64');
}

function nameOf(algorithm: TsigAlgorithm): string {
  return algorithm === 'hmac-md5' ? 'hmac-md5.sig-alg.reg.int' : algorithm;
}

function seconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}

function time48(value: number): Buffer {
  const bytes = Buffer.alloc(6);
  bytes.writeUIntBE(value, 0, 6);
  return bytes;
}
