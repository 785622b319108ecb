import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AddressState } from '../../source/address/state.ts';
import { answersFor, newOperator, type Operator, type Ran } from '../job/operator.ts';
import { addressPages } from '../range/address-pages.ts';
import { network } from '../range/places.ts';
import { dns, faults, type Host, host, rangeUp } from '../range/range.ts';

const HOSTNAME = 'changing.range.test';
const NEXT = '198.51.100.77';
const ORDER = '/etc/setup-server/address/installs/greeting.json';

let server: Host;
let operator: Operator;
let secret: string;
let answers: Record<string, unknown>;
/** The events that a person was told, by a webhook on this machine. */
const told: unknown[] = [];
let hook: Server;

beforeAll(async () => {
  await rangeUp({ suites: ['trixie'], apps: ['nginx', 'hello'] });
  const hosts = await addressPages.start();
  server = await host('w-changing', { suite: 'trixie', variant: 'docker', hosts });
  await dns.del(HOSTNAME);
  const key = await dns.key();
  secret = key.secret;
  operator = await newOperator();
  hook = createServer(async (asked, reply) => {
    told.push(JSON.parse(await text(asked)).event);
    reply.end();
  });
  await new Promise<void>((resolve) => hook.listen(0, network.gateway, resolve));
  answers = {
    app: 'image',
    install: 'greeting',
    'image.reference': 'example/hello:1',
    'image.port': 8080,
    'address.kind': 'changing',
    'dns.provider': 'rfc2136',
    'dns.rfc2136.server': dns.address,
    'dns.rfc2136.key': key.name,
    'dns.rfc2136.secret': secret,
    'notify.where': 'webhook',
    'notify.webhook.url': `http://${network.gateway}:${(hook.address() as AddressInfo).port}/`,
    ...(await answersFor(server, HOSTNAME)),
  };
});
afterAll(async () => {
  hook?.close();
  await dns.del(HOSTNAME);
  await server?.remove();
  await addressPages.stop();
});

async function set(changes: Record<string, unknown> = {}, ...flags: string[]): Promise<Ran> {
  const file = await operator.answers({ ...answers, ...changes });
  return await operator.run(['--answers', file, '--yes', '--json', ...flags]);
}

/** Its own looks would come between ours. */
const quiet = () => server.exec('systemctl stop setup-server-address.timer');

/** As the timer does it. */
const look = () => server.succeeds('systemctl start setup-server-address');
const log = () => server.exec('tail -n 40 /var/lib/setup-server/log/address.log');

async function state() {
  const json = await server.read('/var/lib/setup-server/address/state.json');
  return (JSON.parse(json) as AddressState).installs.greeting;
}

describe('a name that follows a changing address', () => {
  it('is set by the server itself, before the certificate is asked for', async () => {
    const ran = await set();
    expect(ran.events.filter(({ type }) => type === 'failed' || type === 'trouble')).toEqual([]);
    expect(ran.code).toBe(0);
    const begun = ran.events.flatMap(({ type, step }) => (type === 'started' ? [step] : []));
    expect(begun).toEqual(
      expect.arrayContaining(['address.write', 'address.timer', 'address.set']),
    );
    expect(await dns.lookUp(HOSTNAME)).toEqual([server.address]);
    expect(await server.exec('systemctl is-active setup-server-address.timer')).toBe('active');
    expect(ran.stdout + ran.stderr).not.toContain(secret);
    expect(told).toEqual(['certificate.test']);
  });

  it('needs no account a second time, and nothing is changed', async () => {
    const none = Object.fromEntries(
      Object.keys(answers)
        .filter((id) => id.startsWith('dns.') || id === 'notify.webhook.url')
        .map((id) => [id, undefined]),
    );
    expect((await set(none)).events.at(-1)).toMatchObject({ ending: 'nothing-to-do' });
  });

  it('keeps the credentials where only root can read them', async () => {
    const found = await server.exec(
      `grep -rlF '${secret}' /etc/setup-server /var/lib/setup-server /root /tmp || true`,
    );
    expect(found).toBe(ORDER);
    expect(await server.exec(`stat -c '%a %U' ${ORDER}`)).toBe('600 root');
    expect(await server.exec('stat -c %a /etc/setup-server/address')).toBe('700');
  });

  it('asks nobody but one page while nothing changes', async () => {
    await quiet();
    const before = await state();
    expect(await look(), await log()).toBe(true);
    expect((await log()).endsWith(`greeting: Still ${server.address}.`)).toBe(true);
    expect(await state()).toEqual(before);
  });

  it('leads to the new address after the next look, and is asked for briefly', async () => {
    await addressPages.tell(NEXT);
    expect(await look(), await log()).toBe(true);
    expect(await dns.lookUp(HOSTNAME)).toEqual([NEXT]);
    expect(await state()).toMatchObject({ set: { v4: [NEXT], v6: [] }, failures: 0 });
    const { events } = await set({}, '--plan');
    const steps = events.find(({ type }) => type === 'plan')?.steps;
    expect(steps).toContainEqual(expect.objectContaining({ step: 'name.record', holds: true }));
    await addressPages.tellTheTruth();
    expect(await look(), await log()).toBe(true);
    expect(await dns.lookUp(HOSTNAME)).toEqual([server.address]);
  });

  it('is put right where somebody else changed it', async () => {
    await dns.set(HOSTNAME, '198.51.100.9', '2001:db8::9');
    expect(await server.succeeds('sh /etc/setup-server/address/run --now'), await log()).toBe(true);
    expect(await dns.lookUp(HOSTNAME)).toEqual([server.address]);
    expect(await dns.lookUp(HOSTNAME, 'AAAA')).toEqual([]);
  });

  it('tells a person when it failed twice, and says in status what is wrong', async () => {
    told.length = 0;
    await server.exec(`sed -i 's|"secret": "[^"]*"|"secret": "d3Jvbmc="|' ${ORDER}`);
    await addressPages.tell(NEXT);
    expect(await look()).toBe(false);
    expect(told).toEqual([]);
    expect(await look()).toBe(true);
    expect((await state())?.failures).toBe(1);
    expect(await server.succeeds('sh /etc/setup-server/address/run --now')).toBe(false);
    expect(told).toEqual(['address.failing']);
    expect(await server.succeeds('sh /etc/setup-server/address/run --now')).toBe(false);
    expect(told).toEqual(['address.failing']);
    expect(await dns.lookUp(HOSTNAME)).toEqual([server.address]);
    const { stdout } = await operator.run(['status', `root@${server.address}`]);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      `Warning: ${HOSTNAME} could not be set to the server's address (${dns.address} did not accept the key range.`,
    );
  });

  it('is mended by setup-server, and the person hears of that, too', async () => {
    await addressPages.tellTheTruth();
    const ran = await set();
    expect(ran.code).toBe(0);
    expect(await dns.lookUp(HOSTNAME)).toEqual([server.address]);
    expect(told).toEqual(['address.failing', 'address.works-again']);
  });

  it('goes on after a reboot', async () => {
    await faults.reboot('w-changing');
    expect(await server.exec('systemctl is-active setup-server-address.timer')).toBe('active');
    await addressPages.tell(NEXT);
    // By itself, half a minute after the start.
    await until(async () => (await dns.lookUp(HOSTNAME)).includes(NEXT));
  });

  it('stays where it is once the person says that the address does', async () => {
    await addressPages.tellTheTruth();
    await look();
    const ran = await set({ 'address.kind': 'fixed' });
    expect(ran.code).toBe(0);
    expect(await server.succeeds(`test -e ${ORDER}`)).toBe(false);
    await addressPages.tell(NEXT);
    expect(await look()).toBe(true);
    expect(await dns.lookUp(HOSTNAME)).toEqual([server.address]);
  });
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  const giveUp = Date.now() + 400_000;
  while (!(await holds())) {
    if (Date.now() > giveUp) throw new Error(`It did not come about.\n${await log()}`);
    await pause(500);
  }
}
