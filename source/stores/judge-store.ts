import type { Trouble } from '../expected-error.ts';
import { type Store, storeName, type Trial, type TrialReply } from './store.ts';

/** What keeps an app from keeping its data there; undefined where nothing does. */
export function judgeStore(
  store: Store,
  tried: readonly { readonly trial: Trial; readonly reply: TrialReply }[],
  says: string,
): Trouble | undefined {
  const bad = tried.find(({ reply }) => !isGood(reply));
  if (!bad) return undefined;
  const { trial, reply } = bad;
  const detail = [codeIn(reply.body), `status ${reply.status}`].filter(Boolean).join(', ');
  const known = reply.status === 0 ? unreached(store, says) : refused(store, trial, reply);
  return { ...known, ...(reply.status !== 0 && { detail }) };
}

/** The names of what lies there already, a few of them. */
export function keysIn(body: string): readonly string[] {
  // The list itself has a name, too: that of the bucket.
  const found = body.matchAll(/<(?:Key|Blob>\s*<Name)>([^<]{1,200})</g);
  return [...found].map(([, key = '']) => key);
}

/** The region in which a bucket really is, where an answer tells. */
export function regionIn(body: string): string | undefined {
  return /<Region>([\w-]+)<\/Region>/.exec(body)?.[1];
}

function isGood({ status }: TrialReply): boolean {
  return status >= 200 && status < 300;
}

/** The error's name in an answer of the service; '' where there is none. */
export function codeIn(body: string): string {
  return /<Code>(\w+)<\/Code>/.exec(body)?.[1] ?? '';
}

function unreached(store: Store, says: string): Trouble {
  const what =
    store.kind === 'azure'
      ? `The storage account ${store.account} at Azure does not answer.`
      : `The storage service of ${storeName(store)} does not answer.`;
  const next =
    store.kind === 'azure'
      ? ['Check the name of the storage account.', 'Can the server reach the internet?']
      : ['Check the address of the service, and the region.', 'Can the server reach it?'];
  return { code: 'store.unreachable', what, ...(says !== '' && { why: says }), next };
}

function refused(store: Store, { does }: Trial, { status, body }: TrialReply): Trouble {
  const name = storeName(store);
  const code = codeIn(body);
  if (['NoSuchBucket', 'ContainerNotFound'].includes(code) || (status === 404 && does === 'list'))
    return {
      code: 'store.absent',
      what: `There is no such place: ${name}.`,
      next: [
        'Make it at the company that has your storage, closed to the public.',
        'Check its name.',
      ],
    };
  const elsewhere = regionIn(body);
  if (['PermanentRedirect', 'AuthorizationHeaderMalformed'].includes(code))
    return {
      code: 'store.region',
      what: `${capital(name)} is in another region.`,
      ...(elsewhere && { why: `It is in ${elsewhere}.` }),
      next: [elsewhere ? `Answer ${elsewhere} for its region.` : 'Look its region up beside it.'],
    };
  if (code === 'RequestTimeTooSkewed')
    return {
      code: 'store.clock',
      what: "The storage service refused us because of this computer's clock.",
      why: 'It is more than a quarter of an hour wrong.',
      next: ["Set this computer's clock, and try again."],
    };
  if (WRONG_KEY.includes(code))
    return {
      code: 'store.key',
      what: `The key does not open ${name}.`,
      why: WHY_KEY[code] ?? 'The storage service does not take it.',
      next: ['Copy both halves of the key anew, whole and without spaces.'],
    };
  if (status === 403 || status === 401)
    return {
      code: 'store.denied',
      what: `The key may not ${does} in ${name}.`,
      why: 'An app that keeps its data there lists, reads, writes and deletes.',
      next: [
        store.kind === 's3'
          ? 'Allow the key ListBucket on the bucket, and GetObject, PutObject and DeleteObject on what is in it.'
          : 'Look at the networking settings of the storage account: this server must be let in.',
      ],
    };
  return {
    code: 'store.refused',
    what: `${capital(name)} could not be tried: the storage service refused to ${does}.`,
    next: ['Try again.', 'Look at the status page of the company that has your storage.'],
    ...(status >= 500 && { passing: true }),
  };
}

const WRONG_KEY = ['InvalidAccessKeyId', 'SignatureDoesNotMatch', 'AuthenticationFailed'];

const WHY_KEY: Readonly<Record<string, string>> = {
  InvalidAccessKeyId: 'The storage service does not know this access key ID.',
  SignatureDoesNotMatch: 'The secret access key does not belong to this access key ID.',
  AuthenticationFailed: 'It is not a key of this storage account.',
};

function capital(text: string): string {
  return `${text[0]?.toUpperCase()}${text.slice(1)}`;
}
