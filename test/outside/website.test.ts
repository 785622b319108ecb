import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { lookOutside } from '../../source/edges/outside/look-outside.ts';
import { lookAtWebsite } from '../../source/edges/outside/website.ts';
import { query } from '../../source/facts/facts.ts';
import { makePki } from '../certificates/own-pki.ts';
import { SELF_SIGNED } from './self-signed.ts';

const NEVER = new AbortController().signal;
const running: Server[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await new Promise((resolve) => server.close(resolve));
});

async function listen(server: Server): Promise<number> {
  running.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const site = (answer: RequestListener) => listen(createServer(answer));

describe('a page as this machine gets it', () => {
  test('has its status and the first 2,000 characters', async () => {
    const port = await site((_asked, reply) => reply.writeHead(404).end('ä'.repeat(3000)));
    expect(await lookAtWebsite(`http://127.0.0.1:${port}/x`, NEVER)).toEqual({
      reached: true,
      status: 404,
      body: 'ä'.repeat(2000),
      location: null,
    });
  });

  test('does not wait for the rest of an endless one', async () => {
    const port = await site((_asked, reply) => {
      const more = () => {
        while (reply.write('x'.repeat(10_000)));
      };
      reply.on('drain', more);
      more();
    });
    const fact = await lookAtWebsite(`http://127.0.0.1:${port}/`, NEVER);
    expect(fact).toMatchObject({ status: 200, body: 'x'.repeat(2000) });
  });

  test('is not followed to where it redirects', async () => {
    const port = await site((_asked, reply) =>
      reply.writeHead(301, { location: 'https://elsewhere.example/' }).end(),
    );
    expect(await lookAtWebsite(`http://127.0.0.1:${port}/`, NEVER)).toMatchObject({
      status: 301,
      location: 'https://elsewhere.example/',
    });
  });

  test('is fetched over a new connection each time', async () => {
    const sockets = new Set<unknown>();
    const port = await site((asked, reply) => {
      sockets.add(asked.socket);
      reply.end('x');
    });
    for (let time = 0; time < 3; time += 1) await lookAtWebsite(`http://127.0.0.1:${port}/`, NEVER);
    expect(sockets.size).toBe(3);
  });

  test('is a sighting of the query that asked for it', async () => {
    const port = await site((_asked, reply) => reply.end('pong'));
    const wanted = query('website', '', `http://127.0.0.1:${port}/ping`);
    expect(await lookOutside(wanted, NEVER)).toEqual({
      query: wanted,
      value: { reached: true, status: 200, body: 'pong', location: null },
    });
  });

  test('is no longer waited for when the person stops', async () => {
    const stopping = new AbortController();
    const port = await site(() => stopping.abort(new Error('stopped')));
    const outcome = lookAtWebsite(`http://127.0.0.1:${port}/`, stopping.signal);
    await expect(outcome).rejects.toThrow('stopped');
  });
});

describe('a page that can not be had', () => {
  test('because nothing listens', async () => {
    const port = await site(() => {});
    await new Promise((resolve) => running.pop()?.close(resolve));
    expect(await lookAtWebsite(`http://127.0.0.1:${port}/`, NEVER)).toEqual({
      reached: false,
      code: 'ECONNREFUSED',
      says: `127.0.0.1 refused the connection: nothing listens on port ${port} there.`,
    });
  });

  test('because the connection is cut', async () => {
    const port = await listen(createTcpServer((socket) => socket.destroy()));
    expect(await lookAtWebsite(`http://127.0.0.1:${port}/`, NEVER)).toEqual({
      reached: false,
      code: 'ECONNRESET',
      says: '127.0.0.1 closed the connection without an answer.',
    });
  });

  test('because something else than a web server is there', async () => {
    const port = await listen(
      createTcpServer((socket) => socket.resume().end('SSH-2.0-OpenSSH_9.2\r\n')),
    );
    const fact = await lookAtWebsite(`http://127.0.0.1:${port}/`, NEVER);
    expect(fact).toMatchObject({
      reached: false,
      says: `What answers on port ${port} of 127.0.0.1 does not speak HTTP.`,
    });
  });

  test('because it speaks no HTTPS', async () => {
    const port = await site((_asked, reply) => reply.end());
    const fact = await lookAtWebsite(`https://127.0.0.1:${port}/`, NEVER);
    expect(fact.reached).toBe(false);
    expect('says' in fact && fact.says).toContain('does not speak HTTPS');
  });

  test('because its certificate is signed by itself', async () => {
    const port = await listen(createSecureServer(SELF_SIGNED, (_asked, reply) => reply.end('x')));
    expect(await lookAtWebsite(`https://127.0.0.1:${port}/`, NEVER)).toEqual({
      reached: false,
      code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
      says: 'The certificate of 127.0.0.1 is signed by itself, not by a known authority.',
    });
  });

  test('because somebody on the way signs certificates: it is named', async () => {
    const pki = await makePki();
    await pki.openssl(
      ...['req', '-x509', '-key', 'root.key', '-subj', '/O=Lab/CN=Web Filter'],
      ...['-days', '30', '-out', 'filter.pem'],
    );
    await pki.openssl(
      ...['x509', '-req', '-in', 'site.csr', '-CA', 'filter.pem', '-CAkey', 'root.key'],
      ...['-CAcreateserial', '-days', '30', '-out', 'read-along.pem'],
    );
    const credentials = { key: pki.read('site.key'), cert: pki.read('read-along.pem') };
    pki.remove();
    const port = await listen(createSecureServer(credentials, (_asked, reply) => reply.end('x')));
    const fact = await lookAtWebsite(`https://127.0.0.1:${port}/`, NEVER);
    expect(fact).toMatchObject({ reached: false, code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
    expect('says' in fact && fact.says).toBe(
      'The certificate of 127.0.0.1 comes without its chain, or from “Lab Web Filter”, an authority that this computer does not know.',
    );
  });
});
