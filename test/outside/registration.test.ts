import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { lookAtRegistration } from '../../source/edges/outside/registration.ts';

const NEVER = new AbortController().signal;
const NOW = () => Date.parse('2026-11-21T12:00:00Z');
const closing: (() => void)[] = [];

afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function registry(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** As in RFC 9083, 5.3. */
const DOMAIN = {
  objectClassName: 'domain',
  ldhName: 'example.org',
  status: ['client transfer prohibited', 'client hold'],
  events: [
    { eventAction: 'registration', eventDate: '1990-12-31T23:59:59Z' },
    { eventAction: 'expiration', eventDate: '2026-12-01T11:00:00Z' },
  ],
};

it('follows the way to the registry, and reads status and end', async () => {
  const seen: unknown[] = [];
  const base = await registry((asked, reply) => {
    seen.push([asked.url, asked.headers.accept]);
    if (asked.url === '/domain/example.org')
      return reply.writeHead(302, { location: '/registry/domain/example.org' }).end();
    return reply.end(JSON.stringify(DOMAIN));
  });
  expect(await lookAtRegistration('example.org', NEVER, base, NOW)).toEqual({
    status: ['client transfer prohibited', 'client hold'],
    daysLeft: 9,
  });
  const wants = 'application/rdap+json';
  expect(seen).toEqual([
    ['/domain/example.org', wants],
    ['/registry/domain/example.org', wants],
  ]);
});

it.each<[string, RequestListener]>([
  ['no such domain', (_, reply) => reply.writeHead(404).end('{}')],
  ['too many questions', (_, reply) => reply.writeHead(429).end()],
  ['something else', (_, reply) => reply.end('<html>')],
  ['nothing', (_, reply) => reply.destroy()],
  ['round and round', (asked, reply) => reply.writeHead(302, { location: asked.url }).end()],
])('knows nothing after %s', async (_, answer) => {
  expect(await lookAtRegistration('example.org', NEVER, await registry(answer), NOW)).toBeNull();
});

it('takes what there is of an answer', async () => {
  const base = await registry((_, reply) =>
    reply.end('{"status":["active",7],"events":[{}, null]}'),
  );
  expect(await lookAtRegistration('example.org', NEVER, base, NOW)).toEqual({
    status: ['active'],
    daysLeft: null,
  });
});
