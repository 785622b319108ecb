import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { type Agent, request as httpsRequest, type RequestOptions } from 'node:https';
import { isIPv6, type LookupFunction } from 'node:net';
import { whoSigned } from './who-signed.ts';

export interface HttpRequest {
  readonly url: URL;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Connect here, whatever the name resolves to. */
  readonly address?: string;
  /** Connect by this kind of address only. */
  readonly family?: 4 | 6;
  /** Connect to this port instead of the URL's. */
  readonly port?: number;
  /** Whatever certificate is shown will do. */
  readonly anyCertificate?: boolean;
  /** Keeps connections for later requests. Without one, every request opens its own. */
  readonly agent?: Agent;
  readonly limitSeconds: number;
  /** The body is read up to here; the rest is left. */
  readonly maxBytes: number;
}

export interface HttpReply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/**
 * One HTTP request as it is: no redirects, no proxy, no cache. Any status is a reply. Throws
 * Node's own error where there is none, with `code` ETIMEDOUT after `limitSeconds`, and `signer`
 * where its certificate comes from a stranger.
 */
export async function request(wanted: HttpRequest, signal: AbortSignal): Promise<HttpReply> {
  signal.throwIfAborted();
  try {
    return await exchange(wanted, signal);
  } catch (error) {
    signal.throwIfAborted();
    const at = new URL(wanted.url);
    if (wanted.port !== undefined) at.port = String(wanted.port);
    const signer = await whoSigned(error, at, optionsOf(wanted, signal).lookup);
    signal.throwIfAborted();
    throw signer === undefined ? error : Object.assign(error as Error, { signer });
  }
}

function exchange(wanted: HttpRequest, signal: AbortSignal): Promise<HttpReply> {
  const { url, body, limitSeconds, maxBytes } = wanted;
  return new Promise((resolve, reject) => {
    let late: Error | undefined;
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const asking = send(url, optionsOf(wanted, signal), (reply) => {
      read(reply, maxBytes).then(resolve, (error) => reject(late ?? error));
    });
    const limit = setTimeout(() => {
      const error = new Error(`No answer within ${limitSeconds} seconds.`);
      late = Object.assign(error, { code: 'ETIMEDOUT' });
      asking.destroy(late);
    }, limitSeconds * 1000);
    asking.on('error', reject);
    asking.on('close', () => clearTimeout(limit));
    asking.end(body);
  });
}

function optionsOf(wanted: HttpRequest, signal: AbortSignal): RequestOptions {
  const { url, method, headers, body, address, family, port } = wanted;
  const options = {
    method: method ?? 'GET',
    headers: {
      'user-agent': 'setup-server',
      'accept-encoding': 'identity',
      host: url.host,
      ...headers,
      ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
    },
    // A kept connection would go on showing an old certificate.
    agent: url.protocol === 'https:' && wanted.agent ? wanted.agent : false,
    rejectUnauthorized: !wanted.anyCertificate,
    // Node's default of 250 ms gives up on far-away servers that have several addresses.
    autoSelectFamilyAttemptTimeout: 2000,
    signal,
    ...(family === undefined ? {} : { family }),
    ...(port === undefined ? {} : { port }),
    ...(address === undefined ? {} : { lookup: always(address) }),
  };
  return options;
}

async function read(reply: IncomingMessage, maxBytes: number): Promise<HttpReply> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of reply) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= maxBytes) break;
  }
  const body = new TextDecoder().decode(Buffer.concat(chunks).subarray(0, maxBytes));
  return { status: reply.statusCode ?? 0, headers: reply.headers, body };
}

function always(address: string): LookupFunction {
  const family = isIPv6(address) ? 6 : 4;
  return (_name, options, give) => {
    if (options.all) give(null, [{ address, family }]);
    else give(null, address, family);
  };
}
