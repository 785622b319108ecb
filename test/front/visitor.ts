import { request as requestPlain } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { request as requestTls } from 'node:https';
import { connect as connectTls } from 'node:tls';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface Visit {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: Buffer;
}

/** What a browser would get of a server at an address, under any name. Certificates are not judged. */
export function visitor(address: string) {
  const visit = (
    url: string,
    { method = 'GET', headers = {}, body }: Visit = {},
  ): Promise<Answer> => {
    const { protocol, hostname, pathname, search } = new URL(url);
    const tls = protocol === 'https:';
    const options = {
      host: address,
      port: tls ? 443 : 80,
      method,
      path: pathname + search,
      headers: { Host: hostname, ...headers, ...(body ? { 'Content-Length': body.length } : {}) },
      agent: false as const,
      ...(tls ? { servername: hostname, rejectUnauthorized: false } : {}),
    };
    return new Promise((resolve, reject) => {
      const request = (tls ? requestTls : requestPlain)(options, (response) => {
        const blocks: Buffer[] = [];
        response.on('data', (block) => blocks.push(block));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(blocks).toString(),
          }),
        );
      });
      request.on('error', reject);
      request.end(body);
    });
  };

  /** A raw TLS connection to a name. */
  const connect = (servername: string, ALPNProtocols = ['http/1.1']) =>
    connectTls({ host: address, port: 443, servername, rejectUnauthorized: false, ALPNProtocols });

  const visitByHttp2 = (name: string, path: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const session = connectHttp2(`https://${name}`, {
        createConnection: () => connect(name, ['h2']),
      });
      session.on('error', reject);
      const stream = session.request({ ':path': path });
      stream.on('response', (headers) => {
        resolve(Number(headers[':status']));
        session.close();
      });
      stream.resume();
    });

  return { visit, connect, visitByHttp2 };
}
