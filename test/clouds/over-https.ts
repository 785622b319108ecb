import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Send } from '../../source/edges/dns/http.ts';
import { request } from '../../source/edges/outside/http-request.ts';
import { SELF_SIGNED } from '../outside/self-signed.ts';

interface Place {
  readonly address: string;
  readonly port: number;
  /** In PEM: by what it shows that it is the company. */
  readonly pair: { readonly key: string; readonly cert: string };
}

const HERE: Place = { address: '127.0.0.1', port: 0, pair: SELF_SIGNED };

/** A company that pretends, behind a real server: what is sent to it goes over the network, encrypted. */
export async function overHttps(
  company: { readonly send: Send },
  { address, port: wanted, pair } = HERE,
) {
  const server = createServer(pair, async (asked, reply) => {
    let body = '';
    for await (const chunk of asked) body += chunk;
    const { url = '', method = 'GET', headers } = asked;
    const answered = await company.send(
      {
        ...{ url: new URL(url, `https://${headers.host}`), method },
        headers: headers as Record<string, string>,
        ...(body !== '' && { body }),
        ...{ limitSeconds: 1, maxBytes: 1 },
      },
      new AbortController().signal,
    );
    reply.writeHead(answered.status, { 'content-type': 'application/json' });
    reply.end(answered.body);
  });
  await new Promise<void>((resolve) => server.listen(wanted, address, resolve));
  const { port } = server.address() as AddressInfo;
  const here = { address, port, anyCertificate: true };
  return {
    send: (async (wanted, signal) => await request({ ...wanted, ...here }, signal)) satisfies Send,
    stop: () => {
      server.closeAllConnections();
      return new Promise<unknown>((resolve) => server.close(resolve));
    },
  };
}
