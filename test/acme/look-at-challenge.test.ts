import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { afterEach, expect, test } from 'vitest';
import { lookAtAddress } from '../../source/edges/acme/look-at-challenge.ts';
import { SELF_SIGNED } from '../outside/self-signed.ts';
import { freePort, listening } from './ca/listening.ts';

const URL_ = new URL('http://study.example.test/.well-known/acme-challenge/token');
const HERE = '127.0.0.1';
const NEVER = new AbortController().signal;

const running: Server[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await new Promise((resolve) => server.close(resolve));
});

async function serving(answer: RequestListener, secure = false): Promise<number> {
  const server = secure ? createSecureServer(SELF_SIGNED, answer) : createServer(answer);
  running.push(server as Server);
  return await listening(server);
}

test('asks one address for the name, whatever the name resolves to', async () => {
  const port = await serving((asked, reply) => reply.end(`${asked.headers.host} ${asked.url}`));
  expect(await lookAtAddress(URL_, HERE, NEVER, port)).toEqual({
    address: HERE,
    status: 200,
    body: 'study.example.test /.well-known/acme-challenge/token',
  });
});

test('follows a redirect to HTTPS at the same address, whatever certificate is there', async () => {
  const secure = await serving((asked, reply) => reply.end(`secure ${asked.url}`), true);
  const to = `https://study.example.test:${secure}/elsewhere`;
  const port = await serving((_asked, reply) => reply.writeHead(301, { location: to }).end());
  expect(await lookAtAddress(URL_, HERE, NEVER, port)).toEqual({
    address: HERE,
    status: 200,
    body: 'secure /elsewhere',
    redirectedTo: to,
  });
});

test('follows a redirect to another host, which is not at that address', async () => {
  const other = await serving((asked, reply) => reply.end(`other ${asked.headers.host}`));
  const to = `http://localhost:${other}/x`;
  const port = await serving((_asked, reply) => reply.writeHead(302, { location: to }).end());
  expect(await lookAtAddress(URL_, HERE, NEVER, port)).toMatchObject({
    body: `other localhost:${other}`,
    redirectedTo: to,
  });
});

test('ends after ten redirects', async () => {
  let count = 0;
  const other = await serving((_asked, reply) => {
    count += 1;
    reply.writeHead(302, { location: `/${count}` }).end();
  });
  const to = `http://localhost:${other}/0`;
  const port = await serving((_asked, reply) => reply.writeHead(302, { location: to }).end());
  expect(await lookAtAddress(URL_, HERE, NEVER, port)).toMatchObject({ status: 302 });
  expect(count).toBe(10);
});

test('takes a redirect to nowhere as the answer', async () => {
  const port = await serving((_asked, reply) =>
    reply.writeHead(302, { location: 'mailto:jana@example.org' }).end('moved'),
  );
  expect(await lookAtAddress(URL_, HERE, NEVER, port)).toEqual({
    address: HERE,
    status: 302,
    body: 'moved',
  });
});

test('a closed port is told by its code', async () => {
  expect(await lookAtAddress(URL_, HERE, NEVER, await freePort())).toEqual({
    address: HERE,
    code: 'ECONNREFUSED',
  });
});
