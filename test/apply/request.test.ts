import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Exchange } from '../../source/action.ts';
import { request } from '../../source/apply/request.ts';
import type { Connection, RunOptions } from '../../source/hosts/host.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { type ShellCommand, sh } from '../../source/shell.ts';
import { localConnection } from '../local-connection.ts';

const never = new AbortController().signal;

interface Asked {
  readonly line: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** An app that lets in by a cookie, and where Docker says that its container is. */
async function app(address = '127.0.0.1') {
  const asked: Asked[] = [];
  const server = createServer(async (incoming, reply) => {
    let body = '';
    for await (const chunk of incoming) body += chunk;
    asked.push({ line: `${incoming.method} ${incoming.url}`, headers: incoming.headers, body });
    if (incoming.url === '/in')
      reply.setHeader('Set-Cookie', ['session=a=b; Path=/; Secure; HttpOnly', 'theme=dark']);
    const status = incoming.url === '/refuse' ? 403 : 200;
    reply.writeHead(status).end(`<${incoming.url}> é`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const folder = mkdtempSync(join(tmpdir(), 'request-'));
  onTestFinished(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });
  const docker = join(folder, 'docker');
  writeFileSync(docker, `#!/bin/sh\necho "${address} 172.18.0.3 "\n`);
  chmodSync(docker, 0o755);
  const whole = localConnection(folder);
  const seen: { command: ShellCommand; options: RunOptions | undefined }[] = [];
  const connection: Connection = {
    ...whole,
    run: (command, options) => {
      seen.push({ command, options });
      return whole.run(sh`PATH=${folder}:$PATH; ${command}`, options);
    },
  };
  const { port } = server.address() as AddressInfo;
  const ask = (...exchanges: Exchange[]) =>
    request(connection, { do: 'request', container: 'study', port, exchanges }, never);
  return { asked, seen, ask };
}

function exchange(path: string, form: Exchange['form'] = {}): Exchange {
  return {
    ...{ asks: `see to ${path}`, path, headers: { 'X-By': 'us' }, form },
    expects: { status: 200, body: /é$/ },
  };
}

describe('asking an app in its container', () => {
  it('takes what was set as a cookie along, and sends forms whole', async () => {
    const { asked, ask } = await app();
    const password = new Secret('ä b&c=\'"\\$(id)%');
    await ask(exchange('/in', { name: 'root' }), exchange('/new', { password, name: 'root' }));
    expect(asked.map(({ line }) => line)).toEqual(['POST /in', 'POST /new']);
    expect(asked[0]?.headers).toMatchObject({ host: 'localhost', 'x-by': 'us' });
    expect(asked[0]?.headers.cookie).toBeUndefined();
    expect(asked[1]?.headers.cookie).toBe('session=a=b; theme=dark');
    expect(Object.fromEntries(new URLSearchParams(asked[1]?.body))).toEqual({
      password: password.reveal(),
      name: 'root',
    });
  });

  it('gets pages, and proves by a word in them that it comes from there', async () => {
    const { asked, ask } = await app();
    const proof = { header: 'X-Proof', pattern: /<(\/page\d?)>/ };
    const { form: _, expects: __, ...page } = exchange('/page1');
    await ask(
      { ...exchange('/early'), proof },
      page,
      { ...page, path: '/page2' },
      {
        ...exchange('/late'),
        proof,
      },
    );
    expect(asked.map(({ line, headers }) => [line, headers['x-proof']])).toEqual([
      ['POST /early', undefined],
      ['GET /page1', undefined],
      ['GET /page2', undefined],
      ['POST /late', '/page2'],
    ]);
  });

  it('tells secrets to standard input only', async () => {
    const { seen, ask } = await app();
    await ask(exchange('/in'), exchange('/new', { password: new Secret('hush-4711') }));
    expect(seen).toHaveLength(2);
    for (const { command, options } of seen) {
      expect(command.text).not.toMatch(/hush|session/);
      expect(options?.stdin).toBeInstanceOf(Secret);
      expect(options?.root).toBe(true);
    }
  });

  it('ends at the first that is answered otherwise', async () => {
    const { asked, ask } = await app();
    await expect(ask(exchange('/refuse'), exchange('/new'))).rejects.toMatchObject({
      trouble: {
        code: 'request.refused',
        what: 'study was asked to see to /refuse, and did not do it.',
        why: 'It answered with status 403.',
        detail: 'POST /refuse\n</refuse> é',
      },
    });
    expect(asked).toHaveLength(1);
    const other = { ...exchange('/in'), expects: { status: 200, body: /welcome/ } };
    await expect(ask(other)).rejects.toMatchObject({ trouble: { code: 'request.refused' } });
  });

  it('may be tried again where nothing answers', async () => {
    const { ask } = await app('127.0.0.77:1');
    await expect(ask(exchange('/in'))).rejects.toMatchObject({
      trouble: { code: 'request.no-answer', passing: true },
    });
  });
});
