import { createPrivateKey, createPublicKey, randomBytes } from 'node:crypto';

/** What age calls them: the key that opens, and the one that only closes. */
const [OPENS, CLOSES] = ['age-secret-key-', 'age'];
const LETTERS = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const BYTES = 32;
/** What comes before the bytes of such a key in PKCS #8 and SPKI (RFC 8410). */
const [PRIVATE, PUBLIC] = ['302e020100300506032b656e04220420', '302a300506032b656e032100'];

/** A new key that opens what is encrypted for its public half: an identity of age (X25519). */
export function makeIdentity(): string {
  return encoded(OPENS, randomBytes(BYTES)).toUpperCase();
}

/** The public half of an identity, `age1…`; undefined where it is none, or not copied whole. */
export function recipientOf(identity: string): string | undefined {
  const secret = decoded(OPENS, identity.trim());
  if (!secret) return undefined;
  const der = Buffer.concat([Buffer.from(PRIVATE, 'hex'), secret]);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  return encoded(CLOSES, spki.subarray(PUBLIC.length / 2));
}

/** Whether a text is such a public half, copied whole. */
export function isRecipient(text: string): boolean {
  return decoded(CLOSES, text) !== undefined && text === text.toLowerCase();
}

/** Bech32 (BIP 173), as age writes keys. */
function encoded(prefix: string, bytes: Uint8Array): string {
  const words = regrouped([...bytes], 8, 5);
  const sum = checksum([...expanded(prefix), ...words, 0, 0, 0, 0, 0, 0]) ^ 1;
  const check = [25, 20, 15, 10, 5, 0].map((shift) => (sum >> shift) & 31);
  return `${prefix}1${[...words, ...check].map((word) => LETTERS[word]).join('')}`;
}

function decoded(prefix: string, text: string): Buffer | undefined {
  const lower = text.toLowerCase();
  if (text !== lower && text !== text.toUpperCase()) return undefined;
  if (!lower.startsWith(`${prefix}1`)) return undefined;
  const words = [...lower.slice(prefix.length + 1)].map((letter) => LETTERS.indexOf(letter));
  if (words.includes(-1) || checksum([...expanded(prefix), ...words]) !== 1) return undefined;
  const bytes = Buffer.from(regrouped(words.slice(0, -6), 5, 8).slice(0, BYTES));
  return bytes.length === BYTES && encoded(prefix, bytes) === lower ? bytes : undefined;
}

function expanded(prefix: string): number[] {
  const codes = [...prefix].map((letter) => letter.charCodeAt(0));
  return [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31)];
}

const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

function checksum(values: readonly number[]): number {
  return values.reduce((sum, value) => {
    const next = ((sum & 0x1ffffff) << 5) ^ value;
    return GENERATOR.reduce(
      (all, each, bit) => ((sum >>> (25 + bit)) & 1 ? all ^ each : all),
      next,
    );
  }, 1);
}

/** The same bits in groups of another length, the last one filled with zeros. */
function regrouped(groups: readonly number[], from: number, to: number): number[] {
  const bits = groups.map((group) => group.toString(2).padStart(from, '0')).join('');
  return (bits.match(new RegExp(`.{1,${to}}`, 'g')) ?? []).map((each) =>
    Number.parseInt(each.padEnd(to, '0'), 2),
  );
}
