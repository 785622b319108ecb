import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ask } from '../../source/edges/outside/ask-name-server.ts';
import { freePort } from '../acme/ca/listening.ts';

/** Where the servers would be; they really listen on free ports of loopback. */
export const RESOLVER = '192.0.2.1';
export const SERVERS = ['192.0.2.2', '192.0.2.3'] as const;

/**
 * Three real BINDs (Debian's package bind9): a resolver that also holds `test.`, and the two
 * servers of `example.test.`
 */
export interface Bind {
  /** Asks as the given `Ask` does, the servers above at their ports, and RESOLVER for the system's. */
  readonly ask: Ask;
  /** Writes the records of `example.test` on one server, and waits until it gives them. */
  readonly hold: (server: (typeof SERVERS)[number], records: string) => Promise<void>;
  /** The port on 127.0.0.1 where one of them really listens. */
  readonly portOf: (server: string) => number;
  /** The key for dynamic updates, where they are allowed (RFC 2136, RFC 8945). */
  readonly key: string;
  readonly stop: () => Promise<void>;
}

/** Where `updates` are allowed, there is `elsewhere.test` beside `example.test`, and `hold` is of no use. */
export async function startBind(direct: Ask, { updates = false } = {}): Promise<Bind> {
  const folder = mkdtempSync(join(tmpdir(), 'bind-'));
  const ports = new Map<string, number>();
  for (const server of [RESOLVER, ...SERVERS]) ports.set(server, await freePort());
  const ask: Ask = (server, name, type) =>
    direct(`127.0.0.1:${ports.get(server ?? RESOLVER) ?? 9}`, name, type);

  let serial = 1;
  const secret = randomBytes(32).toString('base64');
  const write = (server: string, records: string, zone = server) => {
    serial += 1;
    writeFileSync(
      join(folder, `${zone}.zone`),
      `$TTL 600\n@ SOA ns1 host ${serial} 600 600 600 300\n@ NS ns1\n@ NS ns2\nns1 A ${SERVERS[0]}\nns2 A ${SERVERS[1]}\nserial${serial} A ${LOADED}\n${records}\n`,
    );
  };
  writeFileSync(
    join(folder, 'test.zone'),
    `$TTL 600\n@ SOA ns.nic host 1 600 600 600 300\n@ NS ns.nic\nns.nic A ${RESOLVER}\nexample NS ns1.example\nexample NS ns2.example\nns1.example A ${SERVERS[0]}\nns2.example A ${SERVERS[1]}\nelsewhere NS ns1.elsewhere\nns1.elsewhere A ${SERVERS[0]}\n`,
  );
  const children = new Map<string, ChildProcess>();
  const start = async (server: string, zones: string, ready: string) => {
    const file = join(folder, `${server}.conf`);
    writeFileSync(
      file,
      `options { directory "${folder}"; pid-file none; session-keyfile none; listen-on port ${ports.get(server)} { 127.0.0.1; }; listen-on-v6 { none; }; dnssec-validation no; notify no; recursion ${server === RESOLVER ? 'yes' : 'no'}; };\ncontrols { };\n${zones}`,
    );
    const child = spawn('named', ['-f', '-c', file], { stdio: 'ignore' });
    children.set(server, child);
    await until(child, ask, server, ready);
  };
  for (const server of SERVERS) {
    write(server, '');
    const updated = updates ? 'allow-update { key test; };' : '';
    const zone = `zone "example.test" { type primary; file "${server}.zone"; ${updated} };`;
    const elsewhere = `${server}-elsewhere`;
    write(server, '', elsewhere);
    const key = `key test { algorithm hmac-sha256; secret "${secret}"; };`;
    const more = `zone "elsewhere.test" { type primary; file "${elsewhere}.zone"; ${updated} };`;
    await start(server, updates ? `${key}\n${zone}\n${more}` : zone, 'ns1.example.test');
  }
  const first = `127.0.0.1 port ${ports.get(SERVERS[0])}`;
  await start(
    RESOLVER,
    `zone "test" { type primary; file "test.zone"; };\nzone "example.test" { type forward; forward only; forwarders { ${first}; }; };\nzone "elsewhere.test" { type forward; forward only; forwarders { ${first}; }; };`,
    'ns.nic.test',
  );

  return {
    ask,
    portOf: (server) => ports.get(server) ?? 9,
    key: `hmac-sha256:test:${secret}`,
    hold: async (server, records) => {
      write(server, records);
      const child = children.get(server);
      child?.kill('SIGHUP');
      if (child) await until(child, ask, server, `serial${serial}.example.test`, LOADED);
    },
    stop: async () => {
      for (const child of children.values()) {
        const gone = new Promise((resolve) => child.once('exit', resolve));
        child.kill();
        await gone;
      }
      rmSync(folder, { recursive: true });
    },
  };
}

/** The address of a name that only the newest zone has. */
const LOADED = '192.0.2.9';

async function until(
  child: ChildProcess,
  ask: Ask,
  server: string,
  name: string,
  value?: string,
): Promise<void> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`BIND at ${server} did not start.`);
    const answer = await ask(server, name, 'A');
    // A wildcard of the zone before answers for every name.
    if (answer.is === 'found' && (value === undefined || answer.values.includes(value))) return;
    if (Date.now() > deadline) throw new Error(`BIND at ${server} does not give ${name}.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
