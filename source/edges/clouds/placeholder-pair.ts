import { createPrivateKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { Secret } from '../../secrets/secret.ts';

const YEARS = 20;

/**
 * A certificate that nobody trusts, signed by itself, in whose place a real one comes: Amazon wants
 * one there before it lets anybody replace it, with a key of the same kind (P-256, as ours have). It
 * has no extensions but the name, since a later one must have those that this one has (RFC 5280, 4.1).
 */
export function placeholderPair(hostname: string): {
  readonly chain: string;
  readonly key: Secret;
} {
  const key = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    ...{ publicKeyEncoding: { type: 'spki', format: 'der' } },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const name = sequence(set(sequence(COMMON_NAME, utf8(hostname.slice(0, 64)))));
  const now = new Date();
  const end = new Date(now);
  end.setUTCFullYear(now.getUTCFullYear() + YEARS);
  const names = sequence(value(0x82, Buffer.from(hostname, 'ascii')));
  const signed = sequence(
    value(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([0x40]), randomBytes(15)])),
    sequence(ECDSA_SHA256),
    name,
    sequence(time(now), time(end)),
    name,
    key.publicKey,
    value(0xa3, sequence(sequence(ALTERNATIVE_NAME, value(0x04, names)))),
  );
  const signature = sign('sha256', signed, createPrivateKey(key.privateKey));
  const whole = sequence(
    ...[signed, sequence(ECDSA_SHA256)],
    value(0x03, Buffer.concat([Buffer.from([0]), signature])),
  );
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? [];
  return {
    chain: ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n'),
    key: new Secret(key.privateKey),
  };
}

const COMMON_NAME = Buffer.from('0603550403', 'hex');
const ALTERNATIVE_NAME = Buffer.from('0603551d11', 'hex');
const ECDSA_SHA256 = Buffer.from('06082a8648ce3d040302', 'hex');

/** One value of ASN.1, as DER writes it (X.690, 8.1). */
function value(tag: number, ...content: readonly Buffer[]): Buffer {
  const all = Buffer.concat(content);
  const { length } = all;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), all]);
}

const sequence = (...content: readonly Buffer[]) => value(0x30, ...content);
const set = (...content: readonly Buffer[]) => value(0x31, ...content);
const integer = (content: Buffer) => value(0x02, content);
const utf8 = (text: string) => value(0x0c, Buffer.from(text, 'utf8'));

/** UTCTime, which is good until 2049 (RFC 5280, 4.1.2.5). */
function time(at: Date): Buffer {
  const text = at.toISOString().replace(/^..|[-:T]|\.\d+/g, '');
  return value(0x17, Buffer.from(text, 'ascii'));
}
