import { chmodSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { AppRequest } from '../../source/facts/docker/container-http.ts';
import { answerProbe, answerQuery } from '../../source/facts/network/answer.ts';
import { reachProbe } from '../../source/facts/network/reach.ts';
import { askHereAsync, onlyTools, ownFolder } from './ask-here.ts';
import { read, seenOn } from './captured.ts';

/** A web server of this test; its port. */
async function serve(listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** A port where nothing listens. */
const closed = 9;

describe.each([
  ['curl', ['curl']],
  ['wget', ['wget']],
  ["bash's own sockets", ['bash', 'timeout']],
])('what a host reaches, asked with %s', (_, tools) => {
  const reach = async (port: number) => {
    const url = `http://127.0.0.1:${port}/linux/debian`;
    return reachProbe.parse(await askHereAsync('reach', url, onlyTools(...tools)), url, never);
  };

  it('is whatever answers, also with an error', async () => {
    const port = await serve((_request, response) => response.writeHead(404).end());
    expect(await reach(port)).toEqual({ reachable: true, says: '' });
  });

  it('is not what does not answer', async () => {
    expect((await reach(closed)).reachable).toBe(false);
  });
});

describe('what a host reaches', () => {
  it('is told with the reason, in the words of the host', () => {
    expect(seenOn('debian-12-in-use', 'reach', 'http://127.0.0.1:9/')).toEqual({
      reachable: false,
      says: "curl: (7) Failed to connect to 127.0.0.1 port 9 after 0 ms: Couldn't connect to server",
    });
  });

  it("counts an error page that BusyBox's wget was given", () => {
    const stdout = 'wget: server returned error: HTTP/1.1 403 Forbidden\n';
    expect(read('reach', { stdout }, 'http://a/')).toEqual({ reachable: true, says: '' });
  });

  it('is nothing where no answer came before the question was cut off', () => {
    expect(read('reach', { code: 124 }, 'http://a/')).toEqual({
      reachable: false,
      says: 'no answer (exit code 124)',
    });
  });
});

describe.each([
  ['curl', ['curl', 'head']],
  ["bash's own sockets", ['bash', 'timeout', 'cat', 'head']],
])('what an app answers, asked with %s', (_, tools) => {
  /** Asks a container that Docker says is this machine. */
  const ask = async (port: number, path: string, more: Omit<AppRequest, 'path'> = {}) => {
    const folder = ownFolder();
    const docker = join(folder, 'docker');
    writeFileSync(docker, '#!/bin/sh\necho "127.0.0.1 172.18.0.3 "\n');
    chmodSync(docker, 0o755);
    const { subject } = answerQuery('', 'web', port, { path, ...more });
    const reply = await askHereAsync('answer', subject, `${folder}:${onlyTools(...tools)}`);
    return answerProbe.parse(reply, subject, never);
  };

  it('is its status and the beginning of its page', async () => {
    const port = await serve((request, response) => {
      response.writeHead(503, { 'x-odd': 'HTTP/1.1 200 OK' });
      response.end(`${request.url}\n\n${'é'.repeat(30_000)}`);
    });
    const answer = await ask(port, "/a?b=[1-2]&c='{x,y}'");
    expect(answer?.status).toBe(503);
    expect(answer?.body).toHaveLength(2000);
    expect(answer?.body.startsWith("/a?b=[1-2]&c='{x,y}'\n\néé")).toBe(true);
  });

  it('may be what answers to a form', async () => {
    const port = await serve(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      const { 'content-type': type, 'x-by': by } = request.headers;
      response.end(`${request.method} ${request.url} ${type} ${by} ${body}`);
    });
    const form = { name: '@admin', password: `a b&c'"` };
    expect(await ask(port, '/login?next=/', { form, headers: { 'X-By': `it's us` } })).toEqual({
      status: 200,
      body: `POST /login?next=/ application/x-www-form-urlencoded it's us ${new URLSearchParams(form)}`,
    });
  });

  it('may be empty, and go elsewhere', async () => {
    const port = await serve((_request, response) =>
      response.writeHead(302, { location: '/login' }).end(),
    );
    expect(await ask(port, '/')).toEqual({ status: 302, body: '' });
  });

  it('is nothing where nothing listens', async () => {
    expect(await ask(closed, '/')).toBeNull();
  });
});

describe('what an app answers', () => {
  it('is read on a real server', () => {
    expect(seenOn('debian-12-in-use', 'answer', 'setup-server-front 80 /')).toEqual({
      status: 200,
      body: '<h1>Welcome to nginx!</h1>\n',
    });
    expect(seenOn('debian-12-in-use', 'answer', 'setup-server-front 80 /nope')?.status).toBe(404);
    expect(seenOn('debian-12-in-use', 'answer', 'stopped 80 /')).toBeNull();
    expect(seenOn('debian-13-fresh', 'answer', 'setup-server-front 80 /')).toBeNull();
  });

  it('comes after what is only a hint of it', () => {
    const stdout =
      'HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/1.1 200 OK\r\nA: b\r\n\r\nhello';
    expect(read('answer', { stdout }, 'web 80 /')).toEqual({ status: 200, body: 'hello' });
  });

  it('is nothing that is not HTTP', () => {
    expect(read('answer', { stdout: 'SSH-2.0-OpenSSH_9.2\r\n' }, 'web 22 /')).toBeNull();
  });
});

const never = { before: 0, after: 0 };
