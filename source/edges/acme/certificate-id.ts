import { X509Certificate } from 'node:crypto';

/** An extension's OID 2.5.29.35, as DER: authority key identifier. */
const AUTHORITY_KEY = Buffer.from([0x06, 0x03, 0x55, 0x1d, 0x23]);

/**
 * How a CA's renewal information names a certificate (RFC 9773, 4.1): the key id of its issuer and
 * its serial number. Takes a chain in PEM, the leaf first; null where that can't be read from it.
 */
export function certificateId(chain: string): string | null {
  const leaf = leafOf(chain);
  const key = leaf && authorityKeyId(leaf.raw);
  if (!leaf || !key) return null;
  return `${key.toString('base64url')}.${serialBytes(leaf.serialNumber).toString('base64url')}`;
}

function leafOf(chain: string): X509Certificate | null {
  try {
    return new X509Certificate(chain);
  } catch {
    return null;
  }
}

/** As in DER, where a first bit of 1 would make the number negative. */
function serialBytes(hex: string): Buffer {
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  return (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes;
}

/** OCTET STRING { SEQUENCE { [0] keyIdentifier … } } (RFC 5280, 4.2.1.1). All of it is short. */
function authorityKeyId(der: Buffer): Buffer | null {
  const at = der.lastIndexOf(AUTHORITY_KEY);
  if (at === -1) return null;
  const value = der.subarray(at + AUTHORITY_KEY.length);
  const [octets, , sequence, , key, length = 0] = value;
  if (octets !== 0x04 || sequence !== 0x30 || key !== 0x80 || length > 0x7f) return null;
  const id = value.subarray(6, 6 + length);
  return id.length === length && length > 0 ? id : null;
}
