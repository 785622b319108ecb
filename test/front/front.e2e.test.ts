import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { underWayProbe, underWaySubject } from '../../source/facts/installs/under-way.ts';
import { CHALLENGES, siteFile } from '../../source/paths.ts';
import { network } from '../range/places.ts';
import type { Host } from '../range/range.ts';
import {
  frontServer,
  names,
  newCertificate,
  openSite,
  reload,
  startApp,
  stopApp,
  write,
} from './front-server.ts';
import { visitor } from './visitor.ts';

const site = 'https://study.range.test';
let server: Host;
let browser: ReturnType<typeof visitor>;

beforeAll(async () => {
  server = await frontServer();
  browser = visitor(server.address);
  await write(server, `${CHALLENGES}/token-1`, 'token-1.thumbprint\n');
});
afterAll(() => server?.remove());

describe('before any site is there', () => {
  it('serves challenges for every name, and nothing else', async () => {
    const challenge = 'http://study.range.test/.well-known/acme-challenge';
    expect(await browser.visit(`${challenge}/token-1`)).toMatchObject({
      status: 200,
      body: 'token-1.thumbprint\n',
      headers: { 'content-type': 'text/plain' },
    });
    expect((await browser.visit(`${challenge}/token-2`)).status).toBe(404);
    expect((await browser.visit(`${challenge}/`)).status).toBe(403);
    expect(
      (await browser.visit(`${challenge}/../../../etc/setup-server/front/nginx.conf`)).status,
    ).toBe(404);
    expect(await browser.visit('http://study.range.test/')).toMatchObject({
      status: 404,
      body: 'There is no site by this name on this server.\n',
    });
  });

  it('refuses to encrypt for a name that it does not have', async () => {
    await expect(browser.visit(`${site}/`)).rejects.toThrow(/unrecognized name/);
  });
});

describe('with a site whose app is not there yet', () => {
  beforeAll(async () => {
    await openSite(server);
    await untilStatus(502);
  });

  it('says that the app is starting, and looks again by itself', async () => {
    const { status, headers, body } = await browser.visit(`${site}/any?thing=1`);
    expect(status).toBe(502);
    expect(headers).toMatchObject({
      'content-type': 'text/html',
      'cache-control': 'no-store',
      'retry-after': '5',
      'strict-transport-security': 'max-age=2592000',
    });
    expect(body).toContain('<h1>study.range.test is starting</h1>');
    expect(body).toContain('http-equiv="refresh" content="5"');
  });

  it('says so after a POST, too', async () => {
    expect(
      await browser.visit(`${site}/`, { method: 'POST', body: Buffer.from('a=b') }),
    ).toMatchObject({
      status: 502,
      body: expect.stringContaining('is starting'),
    });
  });
});

describe('with an app', () => {
  beforeAll(async () => {
    await startApp(server);
    await untilStatus(200);
  });

  it('tells the app who asks for what, whatever the visitor claims', async () => {
    const { body } = await browser.visit(`${site}/publix/1?PID=x%20y`, {
      headers: {
        'X-Forwarded-For': '10.9.8.7',
        'X-Forwarded-Proto': 'http',
        'X-Real-IP': '10.9.8.7',
        Forwarded: 'for=10.9.8.7',
        Proxy: 'http://evil.example',
      },
    });
    const { path, headers } = JSON.parse(body);
    expect(path).toBe('/publix/1?PID=x%20y');
    expect(headers).toMatchObject({
      Host: 'study.range.test',
      'X-Forwarded-Proto': 'https',
      'X-Forwarded-Host': 'study.range.test',
      'X-Forwarded-For': '198.51.100.1',
      'X-Real-IP': '198.51.100.1',
    });
    expect(Object.keys(headers)).not.toContain('Forwarded');
    expect(Object.keys(headers)).not.toContain('Proxy');
  });

  it('leads from http to https, and from www to the main name', async () => {
    expect(await browser.visit('http://study.range.test/a?b=c')).toMatchObject({
      status: 301,
      headers: { location: `${site}/a?b=c` },
    });
    expect(await browser.visit('http://www.study.range.test/a')).toMatchObject({
      status: 301,
      headers: { location: 'https://www.study.range.test/a' },
    });
    expect(await browser.visit('https://www.study.range.test/a?b=c')).toMatchObject({
      status: 301,
      headers: { location: `${site}/a?b=c`, 'strict-transport-security': 'max-age=2592000' },
    });
  });

  it('still serves challenges, for its names and for others', async () => {
    for (const name of ['study.range.test', 'www.study.range.test', 'new.range.test']) {
      expect(
        await browser.visit(`http://${name}/.well-known/acme-challenge/token-1`),
      ).toMatchObject({ status: 200, body: 'token-1.thumbprint\n' });
    }
  });

  it('asks browsers for HTTPS, unless the app does so itself; does not tell its version', async () => {
    const { headers } = await browser.visit(`${site}/`);
    expect(headers).toMatchObject({
      'strict-transport-security': 'max-age=2592000',
      server: 'nginx',
    });
    expect((await browser.visit(`${site}/own-hsts`)).headers).toMatchObject({
      'strict-transport-security': 'max-age=1',
    });
  });

  it("leaves the app's own 502 as it is", async () => {
    expect(await browser.visit(`${site}/own-502`)).toMatchObject({
      status: 502,
      body: expect.stringContaining('"path"'),
    });
  });

  it('takes a body up to the limit, and refuses a larger one', async () => {
    const mega = 1024 * 1024;
    const post = (bytes: number) =>
      browser.visit(`${site}/upload`, { method: 'POST', body: Buffer.alloc(bytes) });
    expect(await post(2 * mega)).toMatchObject({ status: 200, body: String(2 * mega) });
    expect((await post(2 * mega + 1)).status).toBe(413);
  });

  it('speaks HTTP/2', async () => {
    expect(await browser.visitByHttp2('study.range.test', '/')).toBe(200);
  });

  it('speaks TLS 1.2 and 1.3, and nothing older', async () => {
    const protocols = async (version: string) =>
      server.succeeds(
        `echo | openssl s_client -connect localhost:443 -servername study.range.test -${version} -cipher 'DEFAULT@SECLEVEL=0' 2>&1 | grep -q 'Cipher is [A-Z]'`,
      );
    expect(await protocols('tls1_2')).toBe(true);
    expect(
      await server.succeeds(
        "echo | openssl s_client -connect localhost:443 -servername study.range.test -tls1_3 2>&1 | grep -q 'Cipher is TLS'",
      ),
    ).toBe(true);
    expect(await protocols('tls1_1')).toBe(false);
  });

  it('answers 421 where a name does not belong to the connection', async () => {
    const socket = browser.connect('study.range.test');
    await once(socket, 'secureConnect');
    socket.write('GET / HTTP/1.1\r\nHost: other.range.test\r\nConnection: close\r\n\r\n');
    expect(await allOf(socket)).toMatch(/^HTTP\/1\.1 421 /);
  });

  it('passes a WebSocket through, both ways', async () => {
    const socket = await webSocket();
    socket.write('ping over the socket');
    expect(await next(socket)).toBe('ping over the socket');
    socket.destroy();
  });

  it('does not hold back what the app streams', async () => {
    const socket = browser.connect('study.range.test');
    await once(socket, 'secureConnect');
    socket.write('GET /stream HTTP/1.1\r\nHost: study.range.test\r\nConnection: close\r\n\r\n');
    let seen = '';
    while (!seen.includes('one')) seen += await next(socket);
    expect(seen).not.toContain('two');
    // What comes while nobody listens is lost.
    const rest = allOf(socket);
    await browser.visit(`${site}/release`, { method: 'PUT' });
    expect(await rest).toContain('two');
  });

  it('writes down neither whole addresses nor what follows the "?"', async () => {
    await browser.visit(`${site}/log-me?token=secret-1`, {
      headers: { Referer: `${site}/?token=secret-2` },
    });
    const log = await server.exec('docker logs setup-server-front 2>&1');
    expect(log).toMatch(/^198\.51\.100\.0 \[.*\] study\.range\.test "GET \/log-me" 200 /m);
    expect(log).not.toContain('secret-');
    expect(log).not.toContain('198.51.100.1 ');
  });

  it('writes down what tells who is in the middle of something', async () => {
    const subject = underWaySubject(names[0], '/publix/');
    const people = async () => {
      const stdout = await server.exec(underWayProbe.command(subject).text);
      return underWayProbe.parse({ code: 0, stdout }, subject, { before: 0, after: 0 })?.people;
    };
    const [anna, ben] = [randomUUID(), randomUUID()];
    for (const each of [anna, anna, ben]) {
      const beat = { method: 'POST', body: Buffer.from('alive') };
      await browser.visit(`${site}/publix/${each}/heartbeat`, beat);
    }
    expect(await people()).toBe(2);
    await browser.visit(`${site}/publix/${ben}/end`);
    expect(await people()).toBe(1);
  });

  it('finds the app again after it was replaced', async () => {
    await stopApp(server);
    await untilStatus(502);
    // Somebody else takes the old address, so that the app comes back at another one.
    await server.exec('docker run -d --network setup-server --name other example/hello:1');
    await startApp(server);
    await untilStatus(200);
    expect(JSON.parse((await browser.visit(`${site}/`)).body)).toHaveProperty(
      'headers.Host',
      'study.range.test',
    );
  });

  it('keeps a path for visitors from some networks, and has no way round', async () => {
    const inside = (...networks: string[]) => ({ inside: { paths: ['/jatos'], networks } });
    await openSite(server, 2, inside('203.0.113.0/24', '2001:db8::/32'));
    expect(await statusOf('/jatos')).toBe(403);
    const ways = ['/jatos/', '/jatos/in?a=b', '/%6aatos', '//jatos', '/a/../jatos', '/./jatos/x'];
    for (const way of ways) expect(await statusOf(way), way).toBe(403);
    expect(await statusOf('/jatos/ws', 'Upgrade: websocket\r\n')).toBe(403);
    for (const way of ['/', '/jatosphere', '/publix/jatos'])
      expect(await statusOf(way), way).toBe(200);
    await openSite(server, 2, inside('203.0.113.0/24', network.subnet));
    expect(await statusOf('/jatos')).toBe(200);
    await openSite(server);
  });

  it('takes up a new certificate under load without dropping anything', async () => {
    const before = await serial();
    const socket = await webSocket();
    let going = true;
    const statuses: number[] = [];
    const load = Array.from({ length: 8 }, async (_, index) => {
      while (going)
        statuses.push((await browser.visit(`${site}/${index % 2 ? 'slow' : 'fast'}`)).status);
    });
    for (let count = 0; count < 3; count += 1) {
      await newCertificate(server);
      await reload(server);
    }
    expect(await serial()).not.toBe(before);
    going = false;
    await Promise.all(load);
    expect(statuses.length).toBeGreaterThan(20);
    expect(new Set(statuses)).toEqual(new Set([200]));
    socket.write('still here');
    expect(await next(socket)).toBe('still here');
    socket.destroy();
  });

  it('keeps serving when a new configuration is broken, and refuses to take it up', async () => {
    await server.exec(
      `cp ${siteFile('app')} /root/site.conf && echo 'nonsense;' >> ${siteFile('app')}`,
    );
    await expect(reload(server)).rejects.toThrow(/unknown directive "nonsense"/);
    expect((await browser.visit(`${site}/`)).status).toBe(200);
    await server.exec(`cp /root/site.conf ${siteFile('app')}`);
    await reload(server);
  });

  it('comes back by itself with its sites, also while the app is away', async () => {
    await stopApp(server);
    await server.exec('docker restart setup-server-front');
    await expect
      .poll(() => browser.visit(`${site}/`).catch(() => null))
      .toMatchObject({ status: 502, body: expect.stringContaining('is starting') });
  });
});

/** A reload and a start take effect a moment later. */
async function untilStatus(status: number): Promise<void> {
  const now = () => browser.visit(`${site}/`).then((answer) => answer.status);
  await vi.waitFor(async () => expect(await now()).toBe(status), 30_000);
}

async function serial(): Promise<string> {
  return server.exec(
    `echo | openssl s_client -connect localhost:443 -servername study.range.test 2>/dev/null | openssl x509 -noout -serial`,
  );
}

/** Of a path as it is written here: URLs would make another one of it. */
async function statusOf(path: string, more = ''): Promise<number> {
  const socket = browser.connect('study.range.test');
  await once(socket, 'secureConnect');
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: study.range.test\r\nConnection: close\r\n${more}\r\n`,
  );
  const head = await next(socket);
  socket.destroy();
  return Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1]);
}

async function webSocket(): Promise<TLSSocket> {
  const socket = browser.connect('study.range.test');
  await once(socket, 'secureConnect');
  socket.write(
    'GET /group/join HTTP/1.1\r\nHost: study.range.test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  );
  let head = '';
  while (!head.includes('\r\n\r\n')) head += await next(socket);
  expect(head).toMatch(/^HTTP\/1\.1 101 /);
  expect(head).toContain('s3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
  return socket;
}

async function next(socket: TLSSocket): Promise<string> {
  const [block] = await once(socket, 'data');
  return String(block);
}

async function allOf(socket: TLSSocket): Promise<string> {
  let text = '';
  for await (const block of socket) text += String(block);
  return text;
}
