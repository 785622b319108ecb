import { createServer, type ServerResponse } from 'node:http';
import { listening } from './listening.ts';

/** What a scripted CA answers to one request. */
export interface Scripted {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * A CA that answers as it is told, for what a real one does only after a week of misuse: rate
 * limits, outages, nonsense. The paths are `/directory`, `/account`, `/order`, `/authz`, …
 */
export async function startScriptedCa(
  answers: (path: string, base: string) => Scripted | 'hang up' | undefined,
) {
  const asked: string[] = [];
  let nonces = 0;
  let base = '';
  const server = createServer((request, reply) => {
    const path = request.url ?? '';
    asked.push(`${request.method} ${path}`);
    nonces += 1;
    reply.setHeader('replay-nonce', `nonce-${nonces}`);
    const answer = answers(path, base) ?? usual(path, base);
    if (answer === 'hang up') request.socket.destroy();
    else send(reply, answer);
  });
  base = `http://127.0.0.1:${await listening(server)}`;
  return {
    directory: `${base}/directory`,
    asked,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A problem as RFC 7807 and RFC 8555, 6.7 have it. */
export function problem(
  status: number,
  type: string,
  detail: string,
  headers: Readonly<Record<string, string>> = {},
): Scripted {
  return { status, body: { type: `urn:ietf:params:acme:error:${type}`, detail, status }, headers };
}

function usual(path: string, base: string): Scripted {
  switch (path) {
    case '/directory':
      return {
        status: 200,
        body: {
          newNonce: `${base}/nonce`,
          newAccount: `${base}/account`,
          newOrder: `${base}/order`,
        },
      };
    case '/nonce':
      return { status: 200 };
    case '/account':
      return {
        status: 201,
        body: { status: 'valid' },
        headers: { location: `${base}/account/1` },
      };
    case '/order':
      return {
        status: 201,
        body: {
          status: 'pending',
          identifiers: [{ type: 'dns', value: 'study.example.org' }],
          authorizations: [`${base}/authz`],
          finalize: `${base}/finalize`,
        },
        headers: { location: `${base}/order/1` },
      };
  }
  return { status: 404, body: 'nothing here' };
}

/** Writes a whole answer. */
export function send(reply: ServerResponse, { status, body, headers }: Scripted): void {
  reply.writeHead(status, { 'content-type': 'application/json', ...headers });
  if (body === undefined) reply.end();
  else reply.end(typeof body === 'string' ? body : JSON.stringify(body));
}
