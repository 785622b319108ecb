import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { SELF_SIGNED } from '../../outside/self-signed.ts';
import { engineEnvironment } from '../../range/engine.ts';
import { servicesImage } from '../../range/recipes.ts';
import { freePort, listening } from './listening.ts';
import { type Scripted, send } from './scripted-ca.ts';
import { trustFromNowOn } from './trust.ts';

/** A real ACME CA (Debian's package pebble) on loopback, with a DNS server of its own. */
export interface Pebble {
  readonly directory: string;
  /** PEM file of the certificate that stands before it. */
  readonly certificate: string;
  /** Method and path of every request so far, first to last. */
  readonly requests: string[];
  /** What new orders asked for, as they were signed. */
  readonly payloads: unknown[];
  /** Called before each request is passed on; what it gives is answered instead. */
  before: (method: string, path: string) => Instead | undefined;
  /** What Pebble tells to those who test with it: `/roots/0`, `/cert-status-by-serial/…`. */
  readonly tell: (path: string) => Promise<string>;
  readonly stop: () => Promise<void>;
}

/** A status, a whole answer of somebody else's, or none at all. */
export type Instead = number | Scripted | 'hang up';

export interface PebbleOptions {
  /** Pebble looks at http-01 challenges on this port. */
  readonly httpPort: number;
  /** Per cent of good nonces that are refused. */
  readonly nonceReject?: number;
  /** Per cent of valid authorizations that are used again. */
  readonly reuse?: number;
  readonly accountsFromElsewhere?: boolean;
  /** Keys by their ids, for accounts that are opened elsewhere (base64url). */
  readonly elsewhere?: Readonly<Record<string, string>>;
  readonly lifeSeconds?: number;
  /** How long it may sleep before it looks at a proof; not at all where absent. */
  readonly sleepSeconds?: number;
  /** How many chains there are beside the usual one. */
  readonly alternateChains?: number;
  /** The one in the range's image, which knows renewal information; the machine's own where absent. */
  readonly newest?: boolean;
  /** What the directory tells beside what Pebble knows of: `profiles`, `caaIdentities`. */
  readonly meta?: Readonly<Record<string, unknown>>;
  /** `address:port` of a name server for Pebble to ask, instead of the one below. */
  readonly nameServer?: string;
  /** What the DNS server answers for a name's A record; null is NXDOMAIN. */
  readonly resolve?: (name: string) => string | null;
}

export async function startPebble(options: PebbleOptions): Promise<Pebble> {
  const folder = mkdtempSync(join(tmpdir(), 'pebble-'));
  const dns = await startDns(options.resolve ?? (() => '127.0.0.1'));
  const [port, managed] = [await freePort(), await freePort()];
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  writeFileSync(key, SELF_SIGNED.key);
  writeFileSync(certificate, SELF_SIGNED.cert);
  const config = join(folder, 'config.json');
  const pebble = {
    listenAddress: `127.0.0.1:${port}`,
    managementListenAddress: `127.0.0.1:${managed}`,
    certificate,
    privateKey: key,
    httpPort: options.httpPort,
    tlsPort: options.httpPort,
    ocspResponderURL: '',
    externalAccountBindingRequired: options.accountsFromElsewhere ?? false,
    externalAccountMACKeys: options.elsewhere ?? {},
    certificateValidityPeriod: options.lifeSeconds ?? 7_776_000,
  };
  writeFileSync(config, JSON.stringify({ pebble }));
  const env = {
    PEBBLE_VA_NOSLEEP: options.sleepSeconds === undefined ? '1' : '0',
    PEBBLE_VA_SLEEPTIME: String(options.sleepSeconds ?? 0),
    PEBBLE_WFE_NONCEREJECT: String(options.nonceReject ?? 0),
    PEBBLE_AUTHZREUSE: String(options.reuse ?? 0),
    PEBBLE_ALTERNATE_ROOTS: String(options.alternateChains ?? 0),
  };
  const nameServer = options.nameServer ?? `127.0.0.1:${dns.port}`;
  const argv = ['-config', config, '-dnsserver', nameServer];
  const child = options.newest
    ? await inContainer(['pebble', ...argv], folder, env)
    : spawn('pebble', argv, { stdio: 'ignore', env: { PATH: process.env.PATH, ...env } });
  await answering(port, child);
  trustFromNowOn(SELF_SIGNED.cert);
  const front = await startFront(port, options.meta);
  return Object.assign(front, {
    certificate,
    tell: (path: string) => fetched(managed, path),
    stop: async () => {
      child.kill();
      dns.close();
      await front.close();
      rmSync(folder, { recursive: true });
    },
  });
}

/** Passes everything on, and writes it down. Pebble makes its URLs from the Host header. */
async function startFront(port: number, meta: PebbleOptions['meta']) {
  const front = {
    directory: '',
    requests: [] as string[],
    payloads: [] as unknown[],
    before: (() => undefined) as Pebble['before'],
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  const server = createServer(SELF_SIGNED, (asked: IncomingMessage, reply: ServerResponse) => {
    const { method = '', url = '', headers } = asked;
    front.requests.push(`${method} ${url}`);
    const instead = front.before(method, url);
    if (instead === 'hang up') return void asked.socket.destroy();
    if (typeof instead === 'number') return void reply.writeHead(instead).end('<html>busy</html>');
    if (instead !== undefined) return send(reply, instead);
    const passed = request(
      {
        port,
        host: '127.0.0.1',
        method,
        path: url,
        headers,
        rejectUnauthorized: false,
      },
      (answer) => {
        if (url === '/dir' && meta) return void addMeta(answer, reply, meta);
        reply.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(reply);
      },
    );
    passed.on('error', () => reply.destroy());
    asked.pipe(passed);
    if (url === '/order-plz') void signedPayload(asked).then((each) => front.payloads.push(each));
  });
  const at = await listening(server);
  front.directory = `https://localhost:${at}/dir`;
  return front;
}

async function fetched(port: number, path: string): Promise<string> {
  const asked = request({ port, host: '127.0.0.1', path, rejectUnauthorized: false });
  const reply = await new Promise<IncomingMessage>((resolve, reject) => {
    asked.on('response', resolve).on('error', reject).end();
  });
  return await text(reply);
}

async function addMeta(answer: IncomingMessage, reply: ServerResponse, meta: object) {
  const directory = JSON.parse(await text(answer));
  Object.assign(directory.meta, meta);
  reply.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(directory));
}

async function signedPayload(asked: IncomingMessage): Promise<unknown> {
  const { payload } = JSON.parse(await text(asked));
  return JSON.parse(Buffer.from(payload, 'base64url').toString());
}

/** The range's Pebble, on this machine's own network. */
async function inContainer(command: readonly string[], folder: string, env: object) {
  const variables = Object.entries(env).flatMap(([key, value]) => ['-e', `${key}=${value}`]);
  const options = ['--rm', '--init', '--network', 'host', '-v', `${folder}:${folder}:ro`];
  const argv = ['run', ...options, ...variables, await servicesImage(), ...command];
  const environment = { ...process.env, ...(await engineEnvironment()) };
  return spawn('docker', argv, { stdio: 'ignore', env: environment });
}

/** Answers A questions, and says of everything else that there is nothing. */
async function startDns(resolve: (name: string) => string | null) {
  const socket = createSocket('udp4');
  socket.on('message', (question, from) => {
    let at = 12;
    const labels: string[] = [];
    for (let length = question[at] ?? 0; length > 0; length = question[at] ?? 0) {
      labels.push(question.toString('latin1', at + 1, at + 1 + length));
      at += length + 1;
    }
    const asked = question.subarray(12, at + 5);
    const address = resolve(labels.join('.').toLowerCase());
    const found = address !== null && question.readUInt16BE(at + 1) === 1;
    const head = Buffer.from(question.subarray(0, 12));
    head.writeUInt16BE(address === null ? 0x8583 : 0x8580, 2);
    head.writeUInt16BE(1, 4);
    head.writeUInt16BE(found ? 1 : 0, 6);
    head.writeUInt32BE(0, 8);
    const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4]);
    const value = Buffer.from((address ?? '').split('.').map(Number));
    socket.send(Buffer.concat(found ? [head, asked, record, value] : [head, asked]), from.port);
  });
  await new Promise<void>((done) => socket.bind(0, '127.0.0.1', done));
  return { port: socket.address().port, close: () => socket.close() };
}

async function answering(port: number, child: ChildProcess): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error('Pebble did not start.');
    const up = await new Promise<boolean>((resolve) => {
      const asked = request({ port, host: '127.0.0.1', path: '/dir', rejectUnauthorized: false });
      asked.on('response', (reply) => resolve(reply.resume().statusCode === 200));
      asked.on('error', () => resolve(false));
      asked.end();
    });
    if (up) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
