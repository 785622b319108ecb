import type { Trouble } from '../expected-error.ts';
import { codeIn, judgeStore } from './judge-store.ts';
import type { ObjectAddress } from './object-address.ts';
import type { Store, TrialReply } from './store.ts';

/** What keeps us from reading one object in a bucket; undefined where nothing does. */
export function judgeObject(
  store: Store,
  { bucket, key }: ObjectAddress,
  reply: TrialReply,
  says: string,
): Trouble | undefined {
  const code = codeIn(reply.body);
  if (code === 'NoSuchKey')
    return {
      code: 'store.no-object',
      what: `There is no ${key} in the bucket ${bucket}.`,
      next: [`aws s3 ls s3://${bucket} --recursive lists what is there.`],
    };
  if (code === 'AccessDenied' || (reply.status === 403 && code === ''))
    return {
      code: 'store.denied',
      what: `Your credentials may not read ${key} in the bucket ${bucket}.`,
      why: 'Amazon says the same where there is no such file, and the bucket may not be listed.',
      next: ['Allow them GetObject on what is in the bucket.', 'Check the path.'],
    };
  const trial = { does: 'read', method: 'GET', url: '', headers: {} } as const;
  return judgeStore(store, [{ trial, reply }], says);
}
