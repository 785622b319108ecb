import { X509Certificate } from 'node:crypto';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cacheDir } from './places.ts';
import {
  ca,
  dns,
  faults,
  type Host,
  host,
  operatorCommand,
  operatorHome,
  rangeUp,
  registry,
} from './range.ts';

const name = 'range-check.range.test';
let server: Host;
let home: string;

beforeAll(async () => {
  await rangeUp({ suites: ['trixie'], apps: ['nginx', 'jatos'] }, console.log);
  server = await host('range-check', { variant: 'docker', disk: 'tmpfs', say: console.log });
  home = await operatorHome();
  await dns.set(name, server.address);
});

afterAll(async () => {
  await server?.remove();
  await dns.del(name);
});

async function asOperator(...argv: string[]) {
  const { file, args, env } = await operatorCommand(argv, { home });
  return execa(file, args, { env, reject: false });
}

const ssh = (command: string) =>
  asOperator('ssh', '-o', 'StrictHostKeyChecking=accept-new', `root@${name}`, command);

/** A page as a browser on the operator's machine gets it, or why it does not. */
async function browse(url: string): Promise<string> {
  const script = `fetch(process.argv[1], { redirect: 'manual' }).then((r) => r.text()).then(console.log, (e) => console.log(e.cause?.code ?? e.message))`;
  return (await asOperator('node', '-e', script, url)).stdout;
}

describe('the range', () => {
  it('replaces a host by a fresh one of its name', async () => {
    const used = await host('range-check-reset', { variant: 'root-password' });
    await used.exec('touch /root/left');
    const fresh = await host('range-check-reset', { variant: 'root-password' });
    expect(await fresh.succeeds('test -e /root/left')).toBe(false);
    expect(await fresh.exec('. /etc/os-release; echo $VERSION_CODENAME')).toBe('trixie');
    await fresh.remove();
  });

  it('lets the operator in over SSH by name, and keeps known hosts in a home of its own', async () => {
    expect((await ssh('hostname')).stdout).toBe('range-check');
    expect((await execa('cat', [join(home, '.ssh', 'known_hosts')])).stdout).toContain(
      'ssh-ed25519',
    );
  });

  it('serves Docker Hub to a stock engine', async () => {
    expect((await ssh('docker pull -q nginx:stable')).stdout).toContain('nginx:stable');
    expect((await ssh('docker pull -q jatos/jatos:3.10.5')).stdout).toContain('jatos:3.10.5');
    expect(await registry.requests()).toContain('HEAD /v2/jatos/jatos/manifests/3.10.5');
  });

  it('issues certificates of which only the staging ones are not trusted', async () => {
    await server.exec('mkdir -p /srv/web /srv/tls');
    await server.exec(
      'docker run -d --name plain -p 80:80 -v /srv/web:/usr/share/nginx/html:ro nginx:stable',
    );
    const issuers = [];
    for (const which of ['production', 'other', 'staging'] as const) {
      await installCertificateOf(which);
      const page = await browse(`https://${name}/`);
      issuers.push([which, page.includes('front works') || page]);
    }
    expect(issuers).toEqual([
      ['production', true],
      ['other', true],
      ['staging', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'],
    ]);
  });

  it('heals a fault by itself', async () => {
    const { healed } = await faults.drop('range-check', { seconds: 3 });
    const started = Date.now();
    const answer = ssh('date');
    await healed;
    expect((await answer).exitCode).toBe(0);
    expect(Date.now() - started).toBeGreaterThan(2900);
    await faults.cut('range-check');
    await faults.heal('range-check');
    expect((await ssh('true')).exitCode).toBe(0);
  });

  it('tells a stopped registry from one that hangs', async () => {
    await registry.stop();
    expect((await ssh('docker pull nginx:1.28')).stderr).toContain('connection refused');
    await registry.start();
    expect((await ssh('docker pull -q nginx:1.28')).exitCode).toBe(0);
  });

  it('hides download.docker.com from those that were not let in', async () => {
    expect((await ssh('getent hosts download.docker.com')).exitCode).toBe(2);
    const bare = await host('range-check-bare', { disk: 'tmpfs', dockerRepository: true });
    try {
      await bare.exec(
        [
          'curl -fsS https://download.docker.com/linux/debian/gpg -o /etc/apt/docker.asc',
          'echo "deb [signed-by=/etc/apt/docker.asc] https://download.docker.com/linux/debian trixie stable" > /etc/apt/sources.list.d/docker.list',
          'apt-get update -qq && apt-get install -y -qq docker-ce docker-ce-cli containerd.io docker-buildx-plugin docker-compose-plugin',
        ].join(' && '),
      );
      expect(await bare.exec('docker run --rm nginx:stable nginx -v 2>&1')).toContain('nginx/1.');
    } finally {
      await bare.remove();
    }
    expect((await ssh('getent hosts download.docker.com')).exitCode).toBe(2);
  });
});

async function installCertificateOf(which: 'production' | 'staging' | 'other'): Promise<void> {
  const program = join(import.meta.dirname, 'obtain-certificate.ts');
  const directory = ca.directory[which];
  const argv = [process.execPath, '--import', 'tsx', program, 'range-check', name, directory];
  // The program acts for the operator and for the host: it must find the range from the private home.
  const env = { XDG_CACHE_HOME: dirname(cacheDir) };
  const command = await operatorCommand(argv, { home, env });
  const { stdout, stderr } = await execa(command.file, command.args, { env: command.env });
  expect(stderr).toBe('');
  const { key, certificate } = JSON.parse(stdout);
  const days = (Date.parse(new X509Certificate(certificate).validTo) - Date.now()) / 86_400_000;
  expect(Math.round(days)).toBe(90);
  const site = `server { listen 443 ssl; ssl_certificate /tls/${which}.pem; ssl_certificate_key /tls/${which}.key; location / { return 200 "front works"; } }`;
  await server.exec(
    `cat > /srv/tls/${which}.pem <<'E'\n${certificate}\nE\ncat > /srv/tls/${which}.key <<'E'\n${key}\nE\necho '${site}' > /srv/tls/site.conf`,
  );
  await server.exec(
    'docker rm -f front >/dev/null 2>&1; docker run -d --name front -p 443:443 -v /srv/tls:/tls:ro -v /srv/tls/site.conf:/etc/nginx/conf.d/default.conf:ro nginx:stable && until curl -sko /dev/null https://localhost; do sleep 0.1; done',
  );
}
