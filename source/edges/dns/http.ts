import type { Api, Http, HttpAnswer, HttpCall } from '../../dns/providers/edges.ts';
import { ExpectedError } from '../../expected-error.ts';
import { redact, Secret } from '../../secrets/secret.ts';
import { stripControl } from '../../text/plain-text.ts';
import { whenInWords } from '../../text/when.ts';
import { pause } from '../acme/patience.ts';
import { readRetryAfter } from '../acme/refusal.ts';
import type { HttpReply, HttpRequest } from '../outside/http-request.ts';
import { inPlainWords } from '../outside/plain-words.ts';

/** One exchange; `request` is one. */
export type Send = (wanted: HttpRequest, signal: AbortSignal) => Promise<HttpReply>;

const LIMIT_SECONDS = 30;
const MAX_BYTES = 5_000_000;
/** Longer than this we do not wait for a company that has had enough of us, but say so. */
const PATIENCE_SECONDS = 60;
const ATTEMPTS = 4;

/**
 * Talks to a company's API. Waits up to a minute where it is asked to; everything else that goes
 * wrong is an ExpectedError: `unreachable`, `busy`, `refused`, `unexpected`, each after the API's
 * subject: `dns.unreachable`.
 * No error holds the credential.
 */
export function httpTo(api: Api, send: Send): Http {
  return async (call, signal) => {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await exchange(api, call, send, signal);
      const { status, body } = answer;
      if ((status >= 200 && status < 300) || call.accepts?.(status, body)) return answer;
      if (status !== 429) throw failure(api, answer, call);
      const at = retryAt(answer) ?? new Date(Date.now() + 2 ** attempt * 500);
      const wait = at.getTime() - Date.now();
      if (attempt === ATTEMPTS || wait > PATIENCE_SECONDS * 1000) throw busy(api, at);
      await pause(Math.max(wait, 0), signal);
    }
  };
}

async function exchange(
  api: Api,
  call: HttpCall,
  send: Send,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const { sign, base, company } = api;
  const url = new URL(base + call.path);
  for (const [key, value] of Object.entries(call.query ?? {}))
    url.searchParams.set(key, String(value));
  if ('parameter' in sign) url.searchParams.set(sign.parameter, sign.secret.reveal());
  const headers = {
    accept: 'application/json',
    ...('header' in sign && { [sign.header]: (sign.before ?? '') + sign.secret.reveal() }),
    ...(call.json !== undefined && { 'content-type': 'application/json' }),
  };
  const wanted = {
    url,
    method: call.method ?? 'GET',
    headers,
    ...(call.json !== undefined && { body: JSON.stringify(call.json, revealing) }),
    limitSeconds: LIMIT_SECONDS,
    maxBytes: MAX_BYTES,
  };
  const reply = await send(wanted, signal).catch((error: unknown) => {
    signal.throwIfAborted();
    if (isBadHeader(error)) throw refused(api, 'It holds characters that no such thing has.');
    throw unreachable(company, inPlainWords(error, url, LIMIT_SECONDS).says, api.subject);
  });
  const body = parsed(reply.body);
  const status = api.statusOf?.(reply.status, body) ?? reply.status;
  return { status, headers: reply.headers, body };
}

/** No answer at all from a company or name server; `says` is a sentence or two. */
export function unreachable(
  company: string,
  says: string,
  subject: Api['subject'] = 'dns',
): ExpectedError {
  return new ExpectedError({
    code: `${subject}.unreachable`,
    what: `${company} can't be reached from this computer.`,
    why: says,
    next: ['Check that this computer is online, then try again.'],
    passing: true,
  });
}

function failure(api: Api, { status, body }: HttpAnswer, call: HttpCall): ExpectedError {
  const says = wordsOf(api, body, call);
  const known = api.knows?.(status, body);
  if (known) {
    const why = [known.why, says && `It says: ${says}`].filter(Boolean).join(' ');
    return new ExpectedError({ ...known, ...(why && { why }) });
  }
  if (status === 401 || status === 403) return refused(api, says);
  const here = status >= 500;
  return new ExpectedError({
    code: codeOf(api, 'unexpected'),
    what: here
      ? `${api.company} has trouble of its own (HTTP ${status}).`
      : `${api.company} refused a request (HTTP ${status}).`,
    ...(says && { why: `It says: ${says}` }),
    next: here
      ? ['Try again in some minutes.']
      : [api.advice ?? 'Look at the domain in your account there: the records may say why.'],
    passing: here,
  });
}

function refused(api: Api, says: string): ExpectedError {
  const { called, where } = api.credential;
  return new ExpectedError({
    code: codeOf(api, 'refused'),
    what: `${api.company} did not accept the ${called}, or it may not do this.`,
    ...(says && { why: `It says: ${says}` }),
    next: [`Look it up, or make a new one: ${where}.`],
  });
}

function busy(api: Api, at: Date): ExpectedError {
  return new ExpectedError({
    code: codeOf(api, 'busy'),
    what: `${api.company} takes no more requests for now.`,
    why: 'It allows only so many in a while.',
    next: [`It works again ${whenInWords(at, new Date())}.`],
    passing: true,
  });
}

function codeOf({ subject = 'dns' }: Api, what: string): string {
  return `${subject}.${what}`;
}

/** In its own words, at most 300 characters of them, safe to show: it may repeat what it was sent. */
function wordsOf(api: Api, body: unknown, { json }: HttpCall): string {
  const says = api.says(body) || (typeof body === 'string' && !/^\s*</.test(body) ? body : '');
  const sent = Object.values(json ?? {}).filter((each) => each instanceof Secret);
  const lines = sent.flatMap((each) =>
    each
      .reveal()
      .split('\n')
      .map((line) => new Secret(line)),
  );
  return redact(stripControl(says), [api.sign.secret, ...lines])
    .trim()
    .slice(0, 300);
}

function retryAt({ headers }: HttpAnswer): Date | undefined {
  const after = headers['retry-after'];
  const told = readRetryAfter(typeof after === 'string' ? after : undefined, new Date());
  if (told) return told;
  // Hetzner and DigitalOcean tell the second at which it is over.
  const reset = Number(headers['ratelimit-reset'] ?? 0);
  return reset > 1e9 ? new Date(reset * 1000) : undefined;
}

/** For JSON.stringify, before which a secret hides itself. */
function revealing(this: Readonly<Record<string, unknown>>, key: string, value: unknown): unknown {
  const own = this[key];
  return own instanceof Secret ? own.reveal() : value;
}

function parsed(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A line break or a letter beyond Latin-1 in a pasted token. */
function isBadHeader(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return code === 'ERR_INVALID_CHAR' || code === 'ERR_INVALID_HTTP_TOKEN';
}
