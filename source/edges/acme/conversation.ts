import { AsyncLocalStorage } from 'node:async_hooks';
import { X509Certificate } from 'node:crypto';
import { Agent } from 'node:https';
import { isIP } from 'node:net';
import { rootCertificates } from 'node:tls';
import type { axios, Client } from 'acme-client';
import type { ExternalAccount } from '../../certificates/certificate-action.ts';
import { ExpectedError } from '../../expected-error.ts';
import type { AuthorityFact } from '../../facts/certificates/authority.ts';
import type { Secret } from '../../secrets/secret.ts';
import { type HttpReply, request } from '../outside/http-request.ts';
import { inPlainWords } from '../outside/plain-words.ts';
import { readDirectory } from './directory.ts';
import { NotAcme, Refusal, readProblem, readRetryAfter, Unreached } from './refusal.ts';

const LIMIT_SECONDS = 30;
/** Pebble refuses good nonces on purpose; with half of them refused, one in a million gets through. */
const NONCE_ATTEMPTS = 20;

/** Whom to talk to. */
export interface Authority {
  /** Its directory's URL. */
  readonly directory: string;
  /** Its own root in PEM, where browsers know it not; trusted for this conversation only. */
  readonly root?: string | undefined;
  /** The account that was opened on its website (RFC 8555, 7.3.4). */
  readonly externalAccount?: ExternalAccount | undefined;
}

/** Talking to one CA with one account. */
export interface Conversation {
  /**
   * One exchange. Throws a Refusal with the CA's own words, Unreached where there is no answer.
   * Nothing is retried but a nonce that the CA did not like (RFC 8555, 6.5).
   */
  readonly ask: <T>(work: (client: Client) => Promise<T>) => Promise<T>;
  /** What the CA tells about itself. */
  readonly directory: () => Promise<AuthorityFact>;
  /** An unsigned question: the answer's JSON. Throws as `ask`. */
  readonly get: (url: string) => Promise<unknown>;
  /** When the CA wants to be asked again about this URL. */
  readonly askAgainAt: (url: string) => Date | undefined;
  /** How many HTTP requests it took so far. */
  readonly requests: () => number;
  readonly close: () => void;
}

/** What belongs to one conversation, found again inside acme-client's HTTP adapter. */
interface Line {
  readonly directory: string;
  readonly signal: AbortSignal;
  readonly agent: Agent;
  /** Nonces from earlier answers: each spares a request. */
  readonly nonces: string[];
  readonly again: Map<string, Date>;
  requests: number;
  /** The directory as it came. */
  described?: unknown;
}

const lines = new AsyncLocalStorage<Line>();

export async function openConversation(
  { directory, root, externalAccount }: Authority,
  accountKey: Secret,
  signal: AbortSignal,
): Promise<Conversation> {
  refuseUnsafe(directory);
  if (root !== undefined) refuseUnreadable(root);
  const { default: acme } = await import('acme-client');
  // acme-client's own HTTP hides problem types, sleeps through a 429 for as long as the CA says,
  // and turns network failures into a TypeError; an adapter of ours that throws errors of ours
  // passes by all of that. The instance belongs to acme-client alone.
  acme.axios.defaults.adapter = deliver as unknown as AxiosAdapter;
  const client = new acme.Client({
    directoryUrl: directory,
    accountKey: accountKey.reveal(),
    ...(externalAccount && {
      externalAccountBinding: {
        kid: externalAccount.keyId,
        hmacKey: externalAccount.hmacKey.reveal(),
      },
    }),
  });
  const line: Line = {
    directory,
    signal,
    agent: new Agent({ keepAlive: true, ...(root && { ca: [...rootCertificates, root] }) }),
    nonces: [],
    again: new Map(),
    requests: 0,
  };
  const ask: Conversation['ask'] = async (work) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await lines.run(line, () => work(client));
      } catch (error) {
        signal.throwIfAborted();
        const stale = error instanceof Refusal && error.problem.type === 'badNonce';
        if (!stale || attempt === NONCE_ATTEMPTS) throw error;
      }
    }
  };
  return {
    ask,
    directory: async () => {
      // acme-client fetches it with the first question, and keeps it.
      if (line.described === undefined) await ask((c) => c.getTermsOfServiceUrl());
      return readDirectory(line.described);
    },
    get: async (url) => {
      const { body } = await exchange({ url, method: 'get', headers: {} }, line);
      return parsed(body);
    },
    askAgainAt: (url) => line.again.get(url),
    requests: () => line.requests,
    close: () => line.agent.destroy(),
  };
}

type AxiosAdapter = NonNullable<typeof axios.defaults.adapter>;

/** What acme-client hands to its adapter, as far as we use it. */
interface Sent {
  readonly url: string;
  readonly method: string;
  readonly data?: string;
  readonly headers: { readonly 'User-Agent'?: string };
}

async function deliver(sent: Sent) {
  const line = lines.getStore();
  if (!line) throw new Error('acme-client was used outside of a conversation.');
  // It sends HEAD only to get a nonce.
  const kept = sent.method === 'head' ? line.nonces.pop() : undefined;
  if (kept !== undefined)
    return answer({ status: 200, headers: { 'replay-nonce': kept }, body: '' });
  const reply = await exchange(sent, line);
  if (sent.url === line.directory) {
    line.described = parsed(reply.body);
    if (!isDirectory(line.described)) throw new NotAcme(sent.url);
  }
  // It would ask an account that exists once more for what was just told (RFC 8555, 7.3.1).
  const told = reply.status === 200 && sent.url === newAccountOf(line);
  return answer(told ? { ...reply, status: 201 } : reply);

  function answer({ status, headers, body }: HttpReply) {
    return { status, statusText: '', headers: { ...headers }, data: body, config: sent };
  }
}

/** One exchange, its nonce and Retry-After kept. Throws a Refusal for any status from 300. */
async function exchange(sent: Sent, line: Line): Promise<HttpReply> {
  const reply = await send(sent, line);
  const nonce = reply.headers['replay-nonce'];
  if (typeof nonce === 'string' && sent.method !== 'head') line.nonces.push(nonce);
  const retryAt = readRetryAfter(reply.headers['retry-after'], new Date());
  if (retryAt) line.again.set(sent.url, retryAt);
  else line.again.delete(sent.url);
  if (reply.status < 300) return reply;
  throw new Refusal(readProblem(parsed(reply.body), reply.status, retryAt), sent.url);
}

async function send({ url, method, data, headers }: Sent, line: Line): Promise<HttpReply> {
  line.requests += 1;
  try {
    return await request(
      {
        url: new URL(url),
        method: method.toUpperCase(),
        headers: {
          // RFC 8555, 6.1 wants to know who asks.
          'user-agent': `setup-server ${headers['User-Agent'] ?? ''}`.trim(),
          'content-type': 'application/jose+json',
        },
        ...(data === undefined ? {} : { body: data }),
        agent: line.agent,
        limitSeconds: LIMIT_SECONDS,
        maxBytes: 1_000_000,
      },
      line.signal,
    );
  } catch (error) {
    line.signal.throwIfAborted();
    const { code, says } = inPlainWords(error, new URL(url), LIMIT_SECONDS);
    throw new Unreached(code, says, error);
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

function newAccountOf({ described }: Line): string | undefined {
  return (described as { newAccount: string } | undefined)?.newAccount;
}

function isDirectory(body: unknown): boolean {
  const wanted = ['newNonce', 'newAccount', 'newOrder'];
  if (typeof body !== 'object' || body === null) return false;
  return wanted.every((each) => typeof (body as Record<string, unknown>)[each] === 'string');
}

function refuseUnreadable(root: string): void {
  try {
    new X509Certificate(root);
  } catch {
    throw new ExpectedError({
      code: 'acme.root',
      what: "The certificate authority's root certificate cannot be read.",
      next: ['Copy it again, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----.'],
    });
  }
}

/** RFC 8555, 6.1 wants HTTPS. What stays on this machine needs none. */
function refuseUnsafe(directory: string): void {
  const { protocol, hostname } = new URL(directory);
  const here = hostname === 'localhost' || (isIP(hostname) === 4 && hostname.startsWith('127.'));
  if (protocol === 'https:' || (protocol === 'http:' && here)) return;
  throw new ExpectedError({
    code: 'acme.not-https',
    what: `The certificate authority's address ${directory} does not begin with https://.`,
    why: 'Without it, anybody on the way could answer in its place.',
    next: ['Check the address of its directory.'],
  });
}
