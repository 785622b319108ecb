import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RenewalState } from '../../source/renewal/state.ts';
import { startLoad } from '../front/load.ts';
import { visitor } from '../front/visitor.ts';
import { answersFor, newOperator, type Operator } from '../job/operator.ts';
import { network } from '../range/places.ts';
import { dns, faults, type Host, host, type OwnCa, rangeUp, startOwnCa } from '../range/range.ts';

const HOSTNAME = 'renewal.range.test';
const CERTIFICATE = '/etc/setup-server/front/certificates/jatos/fullchain.pem';
const DAY = 24 * 3600 * 1000;

let server: Host;
let ca: OwnCa;
let operator: Operator;
let answers: string;
/** The events that a person was told, by a webhook on this machine. */
const told: unknown[] = [];
let hook: Server;

beforeAll(async () => {
  await rangeUp({ suites: ['trixie'], apps: ['nginx', 'jatos'] });
  ca = await startOwnCa('renewal-ca', { isPrivate: true });
  server = await host('w-renewal', { variant: 'docker' });
  await dns.set(HOSTNAME, server.address);
  await faults.hairpin('w-renewal');
  operator = await newOperator();
  answers = await operator.answers({
    app: 'jatos',
    ...(await answersFor(server, HOSTNAME)),
    'certificate.authority': 'other',
    'certificate.directory': ca.directory,
    'certificate.root': await ca.webRoot(),
    'notify.where': 'webhook',
  });
  hook = createServer(async (asked, reply) => {
    told.push(JSON.parse(await text(asked)).event);
    reply.end();
  });
  await new Promise<void>((resolve) => hook.listen(0, network.gateway, resolve));
});
afterAll(async () => {
  await server?.remove();
  await ca?.remove();
  hook?.close();
});

/** Runs setup-server; the operator trusts what our CA issues. */
async function setUp(more: readonly string[] = [], secrets: Record<string, string> = {}) {
  const trusted = join(operator.folder, 'trusted.pem');
  await writeFile(trusted, await ca.root());
  const env = { NODE_EXTRA_CA_CERTS: trusted, ...secrets };
  return await operator.run(['--answers', answers, '--yes', '--json', ...more], { env });
}

/** Starts the service as the timer does. True where it succeeded. */
const renew = () => server.succeeds('systemctl start setup-server-renewal');
const force = () => server.succeeds('sh /etc/setup-server/renewal/run --force');
const log = () => server.exec('tail -n 40 /var/lib/setup-server/log/renewal.log');
const onDisk = () => server.exec(`openssl x509 -noout -serial -in ${CERTIFICATE}`);

async function served(): Promise<string> {
  const socket = visitor(server.address).connect(HOSTNAME);
  await once(socket, 'secureConnect');
  const serial = socket.getPeerX509Certificate()?.serialNumber;
  socket.destroy();
  return `serial=${serial}`;
}

async function state() {
  const json = await server.read('/var/lib/setup-server/renewal/state.json');
  const found = (JSON.parse(json) as RenewalState).installs.jatos;
  if (!found) throw new Error('The state knows nothing of the install.');
  return found;
}

describe('the unattended renewal', () => {
  it('is set up with the app, and the second run finds nothing to do', async () => {
    expect(await server.succeeds(`curl -m 1 telnet://${server.address}:443`)).toBe(false);
    const { port } = hook.address() as AddressInfo;
    const url = `http://${network.gateway}:${port}/secret-path`;
    const ran = await setUp([], { SETUP_SERVER_NOTIFY_WEBHOOK_URL: url });
    expect(ran.events.filter(({ type }) => type === 'failed' || type === 'trouble')).toEqual([]);
    expect(ran.code).toBe(0);
    expect(await server.exec('systemctl is-active setup-server-renewal.timer')).toBe('active');
    expect(told).toEqual(['certificate.test']);
    expect(JSON.stringify(ran.events)).not.toContain('secret-path');
    // Whoever comes back need not know the secret.
    expect((await setUp(['--plan'])).code).toBe(0);
  });

  it('waits while nothing is due, and says until when', async () => {
    const before = await served();
    expect(await renew(), await log()).toBe(true);
    expect(await served()).toBe(before);
    const { due, lastTry, failures } = await state();
    expect(Date.parse(due?.at ?? '')).toBeGreaterThan(Date.now() + 30 * DAY);
    expect([lastTry, failures]).toEqual([null, 0]);
  });

  it('replaces the certificate while people visit, and no request is lost', async () => {
    const before = await served();
    const page = new URL(`https://${HOSTNAME}/ping`);
    const load = await startLoad(server.address, page, '/jatos/testWebSocket');
    expect(await force(), await log()).toBe(true);
    const { failures, requests, stayed } = await load.stop();
    expect(await served()).not.toBe(before);
    expect(await served()).toBe(await onDisk());
    expect(failures).toEqual([]);
    expect(requests).toBeGreaterThan(20);
    expect(stayed).toBe(true);
    expect(await state()).toMatchObject({ failures: 0, lastTry: { outcome: 'renewed' } });
  });

  it('leaves nothing that setup-server would have to put right', async () => {
    const ran = await setUp(['--plan']);
    expect(ran.events.filter(({ type }) => type === 'plan')[0]).toMatchObject({ changes: 0 });
    expect(ran.code).toBe(0);
  });

  it('puts the old one back where the web server refuses the new one', async () => {
    const before = await served();
    const broken = '/etc/setup-server/front/sites/somebody.conf';
    await server.exec(`echo 'server { listen 443 ssl; ssl_certificate /nowhere; }' > ${broken}`);
    expect(await force()).toBe(false);
    expect(await onDisk()).toBe(before);
    expect(await served()).toBe(before);
    expect(await state()).toMatchObject({ failures: 1, lastTry: { code: 'renewal.not-served' } });
    await server.exec(`rm ${broken}`);
    expect(await force(), await log()).toBe(true);
    expect(await served()).not.toBe(before);
    expect((await state()).failures).toBe(0);
  });

  it('keeps the old one while the authority is down, waits longer each time, and recovers', async () => {
    const before = await served();
    await ca.stop();
    told.length = 0;
    expect(await force()).toBe(false);
    expect(told).toEqual([]);
    expect(await force()).toBe(false);
    expect(told).toEqual(['certificate.failing']);
    const failing = await state();
    expect(failing).toMatchObject({ failures: 2, lastTry: { code: 'acme.unreachable' } });
    const wait = Date.parse(failing.notBefore ?? '') - Date.parse(failing.lastTry?.at ?? '');
    expect(wait).toBe(6 * 3600 * 1000);
    expect(await served()).toBe(before);
    expect(await onDisk()).toBe(before);
    // Its accounts are forgotten, too.
    await ca.restart();
    expect(await force(), await log()).toBe(true);
    expect(await served()).not.toBe(before);
    expect((await state()).failures).toBe(0);
    expect(told).toEqual(['certificate.failing', 'certificate.works-again']);
  });

  it('renews by itself what has come to be due', async () => {
    await ca.restart({ certificateSeconds: 120 });
    expect(await force(), await log()).toBe(true);
    const before = await served();
    await until(async () => {
      expect(await renew(), await log()).toBe(true);
      return (await served()) !== before;
    });
    expect(await state()).toMatchObject({ failures: 0, lastTry: { outcome: 'renewed' } });
  });

  it('keeps the old one where the disk is full', async () => {
    await ca.restart();
    expect(await force(), await log()).toBe(true);
    const before = await onDisk();
    const folders = '/etc/setup-server/front/certificates /var/lib/setup-server/renewal';
    await server.exec(`for each in ${folders}; do
      rm -rf /root/kept && cp -a $each /root/kept && mount -t tmpfs -o size=256k tmpfs $each &&
      cp -a /root/kept/. $each/ && ! cat /dev/zero > $each/fill || exit; done 2>/dev/null`);
    expect(await force()).toBe(false);
    expect(await state()).toMatchObject({ lastTry: { code: 'server.disk-full' } });
    expect(await onDisk()).toBe(before);
    await server.exec(`umount ${folders}`);
    expect(await force(), await log()).toBe(true);
    expect(await onDisk()).not.toBe(before);
  });

  it('ends what a kill between the two files left', async () => {
    const before = await served();
    const folder = '/etc/setup-server/front/certificates/jatos';
    // As after the first of the two moves.
    await server.exec(
      `cd ${folder} && cp fullchain.pem fullchain.pem.new && cp previous/$(ls previous | tail -n 1)/fullchain.pem .`,
    );
    expect(await onDisk()).not.toBe(before);
    await server.exec('rm /var/lib/setup-server/renewal/next');
    expect(await renew(), await log()).toBe(true);
    expect(await onDisk()).toBe(before);
  });

  it('waits for whoever is at work, and takes over from who is gone', async () => {
    const lock = '/var/lib/setup-server/lock';
    const before = await served();
    await server.exec(`mkdir ${lock} && echo '{"by":"anna@laptop"}' > ${lock}/holder`);
    const forced = force();
    await until(async () => (await log()).endsWith('It was asked for.'));
    expect(await served()).toBe(before);
    await server.exec(`touch -d '2 minutes ago' ${lock}/holder`);
    expect(await forced, await log()).toBe(true);
    expect(await served()).not.toBe(before);
    expect(await server.succeeds(`test -e ${lock}`)).toBe(false);
  });

  it('goes on after a reboot, and where images that nothing ran from were tidied away', async () => {
    await server.exec('docker image prune -af');
    await faults.reboot('w-renewal');
    expect(await server.exec('systemctl is-active setup-server-renewal.timer')).toBe('active');
    await until(async () => (await served().catch(() => null)) !== null);
    const before = await served();
    expect(await force(), await log()).toBe(true);
    expect(await served()).not.toBe(before);
  });

  it('goes on where its folder, or all of ours, was moved', async () => {
    await server.exec('mv /etc/setup-server /srv/ && ln -s /srv/setup-server /etc/setup-server');
    await server.exec('mv /etc/setup-server/jatos /root/');
    for (const again of ['true', 'docker restart setup-server-front']) {
      await server.exec(again);
      await until(async () => (await served().catch(() => null)) !== null);
      const before = await served();
      expect(await force(), await log()).toBe(true);
      expect(await served()).not.toBe(before);
    }
  });

  it('renews nothing for an install that was deleted', async () => {
    await server.exec('docker rm -f jatos');
    await force();
    expect(await server.exec('ls /etc/setup-server/renewal/installs')).toBe('');
    expect(await server.exec('ls /etc/setup-server')).not.toContain('jatos');
  });
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  await expect.poll(holds, { timeout: 300_000, interval: 500 }).toBe(true);
}
