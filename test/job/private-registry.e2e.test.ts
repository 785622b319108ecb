import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OwnRegistry, startOwnRegistry } from '../range/own-registry.ts';
import { dns, type Host, host, rangeUp } from '../range/range.ts';
import { answersFor, newOperator, type Operator, type Ran } from './operator.ts';

const HOSTNAME = 'private-image.range.test';
const TOKEN = 'hush-token-4711';

let server: Host;
let registry: OwnRegistry;
let operator: Operator;
let answers: Record<string, unknown>;
let compose: string;

beforeAll(async () => {
  await rangeUp({ suites: ['trixie'], apps: ['nginx', 'hello'] });
  registry = await startOwnRegistry('private', { user: 'anna', password: TOKEN });
  server = await host('private-image', { suite: 'trixie', variant: 'docker', disk: 'tmpfs' });
  await dns.set(HOSTNAME, server.address);
  // Somebody has logged in elsewhere: that is theirs.
  await server.exec(
    `mkdir -p /root/.docker && echo '{"auths":{"ghcr.io":{"auth":"dGhlaXJzOm93bg=="}}}' > /root/.docker/config.json`,
  );
  operator = await newOperator();
  answers = {
    ...{ app: 'image', install: 'greeting', 'image.health': '/healthz' },
    'image.reference': `${registry.host}/example/hello:1`,
    ...(await answersFor(server, HOSTNAME)),
  };
  compose = join(operator.folder, 'compose.yaml');
  const service = `{ image: '${registry.host}/example/hello:2', ports: ['8080:8080'] }`;
  await writeFile(compose, `services: { web: ${service} }\n`);
});
afterAll(async () => {
  await registry?.remove();
  await server?.remove();
});

async function set(
  changes: Record<string, unknown> = {},
  env: Record<string, string> = {},
): Promise<Ran & { readonly file: string }> {
  const file = await operator.answers({ ...answers, ...changes });
  const ran = await operator.run(['--answers', file, '--yes', '--json'], { env });
  return { ...ran, file };
}

const troubleIn = ({ events }: Ran) =>
  events.find(({ type }) => type === 'trouble' || type === 'failed')?.trouble;

it('says before anything is touched that a login does not open it', async () => {
  const ran = await set({ 'registry.user': 'anna' }, { SETUP_SERVER_REGISTRY_TOKEN: 'hush-wrong' });
  expect(ran.code).not.toBe(0);
  expect(troubleIn(ran)).toMatchObject({
    code: 'registry.login-refused',
    what: `${registry.host} does not show ${registry.host}/example/hello:1 to anna.`,
  });
  expect(await server.succeeds('test -e /etc/setup-server')).toBe(false);
});

it('says without a login how to get it, at the download', async () => {
  const ran = await set();
  expect(ran.code).toBe(1);
  expect(JSON.stringify(troubleIn(ran))).toContain(`docker login ${registry.host}`);
});

it('downloads it with the token, and knows what it declares', async () => {
  const token = { SETUP_SERVER_REGISTRY_TOKEN: TOKEN };
  const ran = await set({ 'registry.user': 'anna' }, token);
  expect(troubleIn(ran)).toBeUndefined();
  expect(ran.code).toBe(0);
  const page = await operator.program(['curl', '-sS', `https://${HOSTNAME}/`]);
  expect(JSON.parse(page.stdout)).toMatchObject({ app: 'hello', version: '1' });
  expect(await server.exec('docker volume ls -q')).toContain('greeting-data');
  expect(ran.stdout + ran.stderr).not.toContain(TOKEN);
});

it('leaves the token nowhere, and what is logged in on the server as it was', async () => {
  const found = await server.exec(`grep -rlF ${TOKEN} /etc /root /var/lib/setup-server || true`);
  expect(found).toBe('');
  expect(await server.read('/root/.docker/config.json')).toContain('dGhlaXJzOm93bg==');
  expect(await server.read('/root/.docker/config.json')).not.toContain(registry.host);
  const record = await server.read('/etc/setup-server/greeting/install.json');
  expect(record).not.toContain('registry.user');
  const state = `${operator.home}/.local/state/setup-server/hosts.json`;
  expect(await readFile(state, 'utf8')).not.toContain(TOKEN);
});

it('has nothing to do afterwards, and needs no login for that', async () => {
  const before = (await registry.requests()).length;
  expect((await set()).events.at(-1)).toMatchObject({ ending: 'nothing-to-do' });
  expect((await registry.requests()).length).toBe(before);
});

describe('another version', () => {
  const upgrade = async (more: Record<string, unknown>, env: Record<string, string> = {}) => {
    const way = ['server', 'ssh.user', 'ssh.fingerprint'].map((id) => [id, answers[id]]);
    const wanted = { ...Object.fromEntries(way), 'renew.install': 'greeting', ...more };
    const file = await operator.answers(wanted);
    return await operator.run(['upgrade', '--answers', file, '--yes', '--json'], { env });
  };

  it('is not known to strangers, who are told that it wants a login', async () => {
    const ran = await upgrade({});
    expect(ran.code).not.toBe(0);
    expect(troubleIn(ran)).toMatchObject({ code: 'upgrade.registry-silent' });
    expect(JSON.stringify(troubleIn(ran))).toContain('registry.user');
    expect(await server.exec('docker inspect --format {{.Config.Image}} greeting')).toMatch(/:1$/);
  });

  it('is chosen and downloaded with the token, which is left nowhere', async () => {
    const token = { SETUP_SERVER_REGISTRY_TOKEN: TOKEN };
    const ran = await upgrade({ 'registry.user': 'anna', 'upgrade.to': '2' }, token);
    expect(troubleIn(ran)).toBeUndefined();
    expect(ran.code).toBe(0);
    const page = await operator.program(['curl', '-sS', `https://${HOSTNAME}/`]);
    expect(JSON.parse(page.stdout)).toMatchObject({ app: 'hello', version: '2' });
    expect(ran.stdout + ran.stderr).not.toContain(TOKEN);
    const found = await server.exec(`grep -rlF ${TOKEN} /etc /root /var/lib/setup-server || true`);
    expect(found).toBe('');
    expect(await server.read('/etc/setup-server/greeting/install.json')).not.toContain('anna');
  });
});

it('is downloaded with a login where a compose file names it', async () => {
  await server.exec(`docker rm -f greeting && docker image rm ${registry.host}/example/hello:2`);
  const ran = await set(
    { 'image.reference': compose, 'registry.user': 'anna' },
    { SETUP_SERVER_REGISTRY_TOKEN: TOKEN },
  );
  expect(troubleIn(ran)).toBeUndefined();
  expect(ran.code).toBe(0);
  const page = await operator.program(['curl', '-sS', `https://${HOSTNAME}/`]);
  expect(JSON.parse(page.stdout)).toMatchObject({ app: 'hello', version: '2' });
  expect(ran.stdout + ran.stderr).not.toContain(TOKEN);
});
