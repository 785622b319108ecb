import { createHash, createHmac } from 'node:crypto';
import type { Secret } from '../secrets/secret.ts';

/** Where an S3 request goes to, and in whose name. */
export interface S3Place {
  /** Of the service, without the bucket; null for Amazon itself. */
  readonly endpoint: string | null;
  readonly region: string;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: Secret;
  /** Where the key is one for some hours only. */
  readonly sessionToken?: Secret;
}

export interface S3Request {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** Absent for the bucket itself. */
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
}

/**
 * A URL that lets whoever has it make this one request, for ten minutes: the key itself need not
 * leave this computer (AWS Signature Version 4, query parameters).
 */
export function presigned(
  place: S3Place,
  { method, key, query = {} }: S3Request,
  at: Date,
  seconds = 600,
): string {
  const base = addressOf(place);
  const path = `${base.pathname.replace(/\/$/, '')}/${key === undefined ? '' : encoded(key, '/')}`;
  const time = at.toISOString().replace(/[-:]|\.\d{3}/g, '');
  const scope = `${time.slice(0, 8)}/${place.region}/s3/aws4_request`;
  const all = {
    ...query,
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `${place.accessKeyId}/${scope}`,
    'X-Amz-Date': time,
    'X-Amz-Expires': String(seconds),
    ...(place.sessionToken && { 'X-Amz-Security-Token': place.sessionToken.reveal() }),
    'X-Amz-SignedHeaders': 'host',
  };
  const canonicalQuery = Object.entries(all)
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort()
    .join('&');
  const canonical = [
    method,
    path,
    canonicalQuery,
    `host:${base.host}`,
    '',
    'host',
    'UNSIGNED-PAYLOAD',
  ];
  const text = ['AWS4-HMAC-SHA256', time, scope, hash(canonical.join('\n'))].join('\n');
  const signing = [time.slice(0, 8), place.region, 's3', 'aws4_request'].reduce<string | Buffer>(
    (secret, part) => keyed(secret, part).digest(),
    `AWS4${place.secretAccessKey.reveal()}`,
  );
  const signature = keyed(signing, text).digest('hex');
  return `${base.protocol}//${base.host}${path}?${canonicalQuery}&X-Amz-Signature=${signature}`;
}

/** Other services than Amazon may know buckets by the path only. */
function addressOf({ endpoint, region, bucket }: S3Place): URL {
  if (endpoint === null) return new URL(`https://${bucket}.s3.${region}.amazonaws.com/`);
  const base = new URL(endpoint);
  return new URL(`${base.pathname.replace(/\/$/, '')}/${bucket}`, base);
}

/** As AWS wants it: all but letters, digits and four signs. */
function encoded(text: string, kept = ''): string {
  return [...Buffer.from(text, 'utf8')]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      const plain = /[A-Za-z0-9._~-]/.test(character) || (kept !== '' && character === kept);
      return plain ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function keyed(secret: string | Buffer, text: string) {
  return createHmac('sha256', secret).update(text);
}
