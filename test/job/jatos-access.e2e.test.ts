import { beforeAll, describe, expect, it } from 'vitest';
import { network } from '../range/places.ts';
import { dns, type Host, host, rangeUp } from '../range/range.ts';
import { ADMIN_PASSWORD, answersFor, newOperator, type Operator } from './operator.ts';

const HOSTNAME = 'jatos-access.range.test';
const SECRET = 'oidc-hush-4711';

describe('who gets into JATOS', () => {
  let server: Host;
  let operator: Operator;
  let answers: Record<string, unknown>;

  beforeAll(async () => {
    await rangeUp({ suites: ['trixie'], apps: ['nginx', 'jatos'] });
    server = await host('jatos-access', { suite: 'trixie', variant: 'docker', disk: 'tmpfs' });
    await dns.set(HOSTNAME, server.address);
    operator = await newOperator();
    answers = {
      app: 'jatos',
      ...(await answersFor(server, HOSTNAME)),
      'jatos.signin': 'oidc',
      'jatos.oidc.discovery': 'https://login.example.edu/.well-known/openid-configuration',
      'jatos.oidc.client': 'jatos',
    };
    return async () => {
      await dns.del(HOSTNAME);
      await server.remove();
    };
  });

  const run = async (changes: Record<string, unknown>) => {
    const file = await operator.answers({ ...answers, ...changes });
    const ran = await operator.run(['--answers', file, '--yes', '--json']);
    const of = (type: string) => ran.events.filter((event) => event.type === type);
    expect([...of('failed'), ...of('trouble'), ...of('problems')]).toEqual([]);
    expect(ran.code).toBe(0);
    return { begun: of('started').map(({ step }) => step), ending: of('end')[0]?.ending, ran };
  };
  const curl = (...words: string[]) => operator.program(['curl', '-sS', ...words]);
  const status = async (path: string) => {
    const words = ['-o', '/dev/null', '-w', '%{http_code}'];
    return (await curl(...words, `https://${HOSTNAME}${path}`)).stdout;
  };
  const signIn = ['--data', 'username=admin', '--data-urlencode'];
  const at = `https://${HOSTNAME}/jatos/signin/local`;

  it('are those of the networks that were given, and participants from everywhere', async () => {
    const { ran } = await run({
      'jatos.networks': '203.0.113.0/24',
      'jatos.oidc.secret': SECRET,
    });
    expect(ran.stdout).not.toContain(SECRET);
    expect(await status('/jatos')).toBe('403');
    expect(await status('/jatos/signin/local')).toBe('403');
    expect(await status('/ping')).toBe('200');
    const more = { 'jatos.networks': `203.0.113.0/24 ${network.subnet}` };
    expect((await run(more)).begun).toContain('site.open');
    expect(await status('/jatos')).toBe('200');
    expect((await run(more)).ending).toBe('nothing-to-do');
    answers = { ...answers, ...more };
  });

  it('is told how people sign in elsewhere, with a secret that only its environment has', async () => {
    const { stdout } = await curl(`https://${HOSTNAME}/jatos`);
    const facts = JSON.parse(/id="facts">(.*?)<\/script>/.exec(stdout)?.[1] ?? '{}');
    expect(facts.settings).toEqual({
      'jatos.user.authentication.oidc.discoveryUrl':
        'https://login.example.edu/.well-known/openid-configuration',
      'jatos.user.authentication.oidc.clientId': 'jatos',
      'jatos.user.authentication.oidc.clientSecret': 'set',
      'jatos.user.authentication.oidc.usernameFrom': 'subject',
      'jatos.user.authentication.oidc.signInButtonText': 'Sign in with OIDC',
    });
    const found = await server.exec(
      `grep -rlF ${SECRET} /etc/setup-server /var/lib/setup-server; docker inspect jatos | grep -c -- '-D.*${SECRET}' || true`,
    );
    expect(found.trim().split('\n')).toEqual(['/etc/setup-server/jatos/env.list', '0']);
  });

  it('locks out who fails too often, and nobody else', async () => {
    for (let time = 0; time < 3; time += 1) await curl(...signIn, 'password=wrong', at);
    const visitor = await curl(...signIn, `password=${ADMIN_PASSWORD}`, at);
    expect(visitor.stdout).toContain('three times');
    const { stdout } = await curl(`https://${HOSTNAME}/jatos`);
    const seen = /"visitor": "([\d.]+)"/.exec(stdout)?.[1];
    expect(seen).toBe(network.gateway);
    // From the container itself: setup-server's own looks come from the server.
    const script = [
      'import urllib.parse, urllib.request',
      `form = urllib.parse.urlencode({"username": "admin", "password": ${JSON.stringify(ADMIN_PASSWORD)}}).encode()`,
      'print(urllib.request.urlopen("http://127.0.0.1:9000/jatos/signin/local", form).read().decode())',
    ].join('\n');
    const other = await server.exec(`docker exec -i jatos python3 - <<'END'\n${script}\nEND`);
    expect(other).toContain('redirectUrl');
  });

  it('is not stopped for a folder in which something lies', async () => {
    const since = "docker inspect -f '{{.State.StartedAt}}' jatos";
    const before = await server.exec(since);
    await server.exec('install -d -o 1000 -g 1000 /srv/theirs && touch /srv/theirs/file');
    const file = await operator.answers({ ...answers, 'jatos.folder': '/srv/theirs' });
    const { stdout } = await operator.run(['--answers', file, '--yes', '--json']);
    expect(stdout).toContain('There are files in /srv/theirs already');
    expect(await server.exec(since)).toBe(before);
    expect(await server.exec('ls -A /srv/theirs')).toBe('file');
  });

  it('takes its data along to a folder of the server', async () => {
    const database = 'database/jatos.mv.db';
    const before = await server.exec(`docker exec jatos cat /opt/jatos_data/${database}`);
    const { begun } = await run({ 'jatos.folder': '/srv/jatos' });
    expect(begun).not.toContain('site.shut');
    expect(await status('/ping')).toBe('200');
    for (const place of ['/srv/jatos', '/var/lib/docker/volumes/jatos-data/_data'])
      expect(await server.exec(`cat ${place}/${database}`)).toBe(before);
    const owners = await server.exec(`stat -c "%n %u:%g" /srv/jatos /srv/jatos/${database}`);
    expect(owners.split('\n')).toEqual([
      '/srv/jatos 1000:1000',
      `/srv/jatos/${database} 1000:1000`,
    ]);
    expect(await server.succeeds('ls -d /srv/jatos/.setup-server-copy')).toBe(false);
    expect((await run({ 'jatos.folder': '/srv/jatos' })).ending).toBe('nothing-to-do');
  });
});
