import { ExpectedError } from '../../expected-error.ts';
import { judgeObject } from '../../stores/judge-object.ts';
import { regionIn } from '../../stores/judge-store.ts';
import type { ObjectAddress } from '../../stores/object-address.ts';
import { presigned, type S3Place } from '../../stores/presign.ts';
import type { TrialReply } from '../../stores/store.ts';
import { awsAccess } from '../clouds/aws-access.ts';
import { request } from '../outside/http-request.ts';
import { inPlainWords } from '../outside/plain-words.ts';

const LIMIT_SECONDS = 20;
/** Where Amazon tells of any bucket in which region it is. */
const ANY_REGION = 'us-east-1';

/**
 * The text of an object in a bucket, read by this computer's own credentials for Amazon.
 * `AWS_ENDPOINT_URL_S3` leads to another service than theirs. Throws the ExpectedErrors `store.*` and `ec2.*`.
 */
export async function readObject(
  { bucket, key }: ObjectAddress,
  maxBytes: number,
  signal: AbortSignal,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<string> {
  const { region, ...keys } = await awsAccess();
  const endpoint = environment.AWS_ENDPOINT_URL_S3 ?? environment.AWS_ENDPOINT_URL ?? null;
  const first: S3Place = { ...keys, endpoint, region: region ?? ANY_REGION, bucket };
  const reply = await get(first);
  const elsewhere = reply.status >= 300 ? regionIn(reply.body) : undefined;
  const place = elsewhere ? { ...first, region: elsewhere } : first;
  const { status, body, says } = elsewhere ? await get(place) : reply;
  const store = { kind: 's3', ...place } as const;
  const trouble = judgeObject(store, { bucket, key }, { status, body }, says);
  if (trouble) throw new ExpectedError(trouble);
  return body;

  async function get(from: S3Place): Promise<TrialReply & { readonly says: string }> {
    const url = new URL(presigned(from, { method: 'GET', key }, new Date()));
    try {
      const limits = { limitSeconds: LIMIT_SECONDS, maxBytes };
      return { ...(await request({ url, ...limits }, signal)), says: '' };
    } catch (error) {
      signal.throwIfAborted();
      const { says } = inPlainWords(error, new URL(url.origin), LIMIT_SECONDS);
      return { status: 0, body: '', says };
    }
  }
}
