import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { dockerFromApt } from '../../source/distributions/apt.ts';
import { docker } from '../range/engine.ts';
import { dns, type Host, type HostOptions, host, rangeUp } from '../range/range.ts';
import { answersFor, newOperator, type Operator, type Ran, started } from './operator.ts';

const HOSTNAME = 'offers.range.test';
const APP = { app: 'image', 'image.reference': 'example/hello:1', 'image.port': '8080' };

let operator: Operator;
const born: Host[] = [];

beforeAll(async () => {
  await rangeUp({ suites: ['bookworm', 'trixie'] });
});
afterEach(async () => {
  for (const each of born.splice(0)) await each.remove();
});

async function birth(options: HostOptions): Promise<Host> {
  const server = await host('offers', { disk: 'tmpfs', suite: 'bookworm', ...options });
  born.push(server);
  await dns.set(HOSTNAME, server.address);
  operator = await newOperator();
  return server;
}

async function argsFor(server: Host, more: object = {}): Promise<string[]> {
  const answers = { ...APP, ...(await answersFor(server, HOSTNAME)), ...more };
  return ['--answers', await operator.answers(answers), '--yes', '--json'];
}

async function setUp(server: Host, more: object = {}): Promise<Ran> {
  return await operator.run(await argsFor(server, more));
}

function expectComplete(ran: Ran): void {
  const odd = ['failed', 'trouble', 'problems', 'retried'];
  expect(ran.events.filter(({ type }) => odd.includes(String(type)))).toEqual([]);
  expect([ran.code, ran.stderr]).toEqual([0, '']);
}

async function expectToServe(ran: Ran): Promise<void> {
  expectComplete(ran);
  const page = await operator.program(['curl', '-sS', `https://${HOSTNAME}/`]);
  expect(page.stderr).toBe('');
  expect(JSON.parse(page.stdout)).toMatchObject({ app: 'hello' });
}

const finished = (ran: Ran) =>
  ran.events.filter(({ type }) => type === 'finished').map(({ step }) => step);

describe('a server with a web server at port 80', () => {
  it('has it stopped for good where it only shows its welcome page', async () => {
    const server = await birth({ variant: 'port80', docker: true });
    const plan = await operator.run([...(await argsFor(server)).slice(0, 2), '--plan']);
    expect(plan.stdout).toContain(
      '+ Stop the preinstalled web server (nginx); it only shows its welcome page',
    );
    const ran = await setUp(server);
    await expectToServe(ran);
    expect(finished(ran)).toContain('ports.free');
    expect(await server.succeeds('systemctl is-enabled nginx || systemctl is-active nginx')).toBe(
      false,
    );
    const again = await setUp(server);
    expect(again.events.at(-1)).toMatchObject({ type: 'end', ending: 'nothing-to-do' });
  });

  it('keeps it where somebody made a page of their own, and says what must be decided', async () => {
    const server = await birth({ variant: 'port80' });
    await server.exec('echo "<h1>Our cakes</h1>" > /var/www/html/index.html');
    const ran = await setUp(server, { 'server.ports': 'stop' });
    expect(ran.events).toContainEqual(expect.objectContaining({ type: 'problems' }));
    expect(ran.stdout).toContain('Choose behind, beside.');
    const unsaid = await setUp(server);
    expect(unsaid.stdout).toContain('Port 80 is taken by nginx. One of: behind, beside.');
    expect(await server.exec('curl -s http://127.0.0.1/')).toContain('Our cakes');
    expect(await server.succeeds('test -e /etc/setup-server')).toBe(false);
  });

  it('goes behind it, once its owner has put in the lines that are shown', async () => {
    const server = await birth({ variant: 'port80', docker: true });
    await server.exec('echo "<h1>Our cakes</h1>" > /var/www/html/index.html');
    const running = await operator.start(await argsFor(server, { 'server.ports': 'behind' }));
    await putIn(server, 'plain', await running.until(instructed('front.passed-on')));
    await putIn(server, 'secure', await running.until(instructed('website.check')));
    await expectToServe(await running.ended);
    const headers = await operator.program(['curl', '-sS', `https://${HOSTNAME}/headers`]);
    const log = await server.exec('docker logs setup-server-front 2>&1 | tail -n 5');
    expect(log).toContain('/headers');
    // The address of the visitor, and not that of the web server in front; its end is not logged.
    expect(log).toMatch(/^198\.51\.100\.0 \[.*\] \S+ "GET \/headers"/m);
    expect(headers.stderr).toBe('');
    const cakes = await operator.program(['curl', '-sS', `http://${server.address}/`]);
    expect(cakes.stdout).toContain('Our cakes');
    expect(await server.exec('ss -Hltn')).toContain('127.0.0.1:8443');
    const again = await setUp(server, { 'server.ports': 'behind' });
    expect(again.events.at(-1)).toMatchObject({ type: 'end', ending: 'nothing-to-do' });
    await server.exec('docker rm -f setup-server-front');
    const mended = await setUp(server);
    expectComplete(mended);
    expect(finished(mended)).toEqual(['front.start']);
  });

  it('goes behind Apache by the lines for Apache', async () => {
    const server = await birth({ variant: 'docker' });
    await server.exec(
      'apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends apache2',
    );
    await server.exec('echo "<h1>Our cakes</h1>" > /var/www/html/index.html');
    const running = await operator.start(await argsFor(server, { 'server.ports': 'behind' }));
    const put = async (name: string, step: string) => {
      const { fields } = await running.until(instructed(step));
      const told = fields as Field[];
      const lines = told.filter(({ label }) => label === 'Apache').map(({ value }) => value);
      const file = `/etc/apache2/sites-enabled/${name}.conf`;
      await server.exec(`cat > ${file} <<'END'\n${lines.join('\n')}\nEND\n${told.at(-1)?.value}`);
    };
    await put('plain', 'front.passed-on');
    await put('secure', 'website.check');
    await expectToServe(await running.ended);
    expect(await server.exec('curl -s http://127.0.0.1/')).toContain('Our cakes');
  });

  it('stands beside it on other ports, where visitors shall type one', async () => {
    const server = await birth({ variant: 'port80', docker: true });
    await server.exec('echo "<h1>Our cakes</h1>" > /var/www/html/index.html');
    const chosen = { 'server.ports': 'beside', 'server.ports.https': '9443' };
    const running = await operator.start(await argsFor(server, chosen));
    await putIn(server, 'plain', await running.until(instructed('front.passed-on')));
    const ran = await running.ended;
    expectComplete(ran);
    expect(ran.events.find(({ type }) => type === 'receipt')).toMatchObject({
      headline: expect.stringContaining(`https://${HOSTNAME}:9443`),
    });
    const page = await operator.program(['curl', '-sS', '-L', `http://${HOSTNAME}/`]);
    expect(JSON.parse(page.stdout)).toMatchObject({ app: 'hello' });
  });
});

describe('a server where a container has the ports', () => {
  it('has it stopped if its name is typed, and it can be had again', async () => {
    const server = await birth({ variant: 'docker' });
    await server.exec('docker run -d --restart always --name shop -p 80:8080 example/hello:1');
    const unsaid = await setUp(server);
    expect(unsaid.stdout).toContain('Port 80 is taken by the container shop.');
    const chosen = { 'server.ports': 'stop-container', 'server.ports.container': 'sop' };
    const mistyped = await setUp(server, chosen);
    expect(mistyped.stdout).toContain('Its name is shop.');
    expect((await server.containers()).shop?.state).toBe('running');
    await expectToServe(await setUp(server, { ...chosen, 'server.ports.container': 'shop' }));
    expect((await server.containers()).shop?.state).toBe('exited');
    expect((await setUp(server)).events.at(-1)).toMatchObject({ ending: 'nothing-to-do' });
  });
});

interface Field {
  readonly label: string;
  readonly value: string;
}

const instructed = (step: string) => (message: Readonly<Record<string, unknown>>) =>
  message.type === 'instructed' && message.step === step;

/** What the owner of the web server does with the lines. */
async function putIn(
  server: Host,
  name: string,
  { fields }: Readonly<Record<string, unknown>>,
): Promise<void> {
  const lines = (fields as Field[])
    .filter(({ label }) => label === 'nginx')
    .map(({ value }) => value);
  await server.exec(
    `cat > /etc/nginx/conf.d/${name}.conf <<'END'\n${lines.join('\n')}\nEND\nnginx -t -q && nginx -s reload`,
  );
}

describe('a server that wants to be restarted', () => {
  async function wantingRestart(variant: 'root-key' | 'user-nopasswd'): Promise<Host> {
    const server = await birth({ variant, disk: 'volume' });
    // What brings a machine back after it went down.
    await docker(['update', '--restart', 'always', 'range-host-offers']);
    await server.exec(
      'echo linux-image-amd64 > /run/reboot-required.pkgs; touch /run/reboot-required',
    );
    return server;
  }
  const bootOf = (server: Host) => server.exec("stat -c %Y /proc/1; cut -d ' ' -f 22 /proc/1/stat");

  it('is restarted, waited for, and set up', async () => {
    const server = await wantingRestart('user-nopasswd');
    const before = await bootOf(server);
    const ran = await setUp(server, { 'server.restart': true });
    await expectToServe(ran);
    expect(finished(ran)[0]).toBe('server.restart');
    expect(await bootOf(server)).not.toBe(before);
  });

  it('is restarted once when the wizard is killed meanwhile', async () => {
    const server = await wantingRestart('root-key');
    const before = await bootOf(server);
    const running = await operator.start(await argsFor(server, { 'server.restart': true }));
    await running.until(started('server.restart'));
    await expect
      .poll(() => bootOf(server).catch(() => before), { timeout: 300_000 })
      .not.toBe(before);
    running.child.kill('SIGKILL');
    const after = await bootOf(server);
    // Who comes back sooner is told that nothing there takes logins, and to wait a minute.
    await expect
      .poll(() => server.exec('ss -Hltn sport = :22').catch(() => ''), { timeout: 300_000 })
      .toContain('LISTEN');
    await expectToServe(await setUp(server, { 'server.restart': true }));
    expect(await bootOf(server)).toBe(after);
  });
});

describe("a server from which Docker's usual networks lead elsewhere", () => {
  const NETWORKS =
    "docker network inspect -f '{{(index .IPAM.Config 0).Subnet}}' bridge setup-server";

  it('has others given to its Docker, and its settings kept', async () => {
    const server = await birth({ variant: 'docker' });
    await server.exec('ip route add 172.16.0.0/12 via 198.51.100.1');
    await server.exec(
      'mkdir -p /etc/docker; echo \'{"max-concurrent-uploads": 3}\' > /etc/docker/daemon.json; systemctl restart docker',
    );
    const ran = await setUp(server);
    await expectToServe(ran);
    expect(finished(ran)).toContain('docker.networks');
    expect((await server.exec(NETWORKS)).trim().split('\n')).toEqual([
      expect.stringMatching(/^10\.21[01]\.\d+\.0\/24$/),
      expect.stringMatching(/^10\.21[01]\.\d+\.0\/24$/),
    ]);
    const config = JSON.parse(await server.read('/etc/docker/daemon.json'));
    expect(Object.keys(config)).toEqual(['max-concurrent-uploads', 'default-address-pools']);
    expect(await server.exec('cat /etc/docker/daemon.json.20*')).toBe(
      '{"max-concurrent-uploads": 3}',
    );
    expect((await setUp(server)).events.at(-1)).toMatchObject({ ending: 'nothing-to-do' });
  });

  it('has its Docker go on while containers run', async () => {
    const server = await birth({ variant: 'docker' });
    await server.exec('ip route add 172.16.0.0/12 via 198.51.100.1');
    await server.exec('docker run -d --name theirs example/hello:1');
    const since = () => server.exec("docker inspect -f '{{.State.StartedAt}}' theirs");
    const before = await since();
    const ran = await setUp(server);
    await expectToServe(ran);
    expect(ran.stdout).toContain('takes the new networks up when it is next restarted');
    expect(await since()).toBe(before);
  });
});

describe('a server with firewalld', () => {
  it('has http and https opened, for now and for good, and no rule of Docker lost', async () => {
    const server = await birth({ variant: 'docker' });
    await server.exec(
      'apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -yq firewalld',
    );
    await server.exec('systemctl restart docker');
    const ran = await setUp(server);
    await expectToServe(ran);
    expect(finished(ran)).toContain('firewall.open');
    const open = await server.exec(
      'firewall-cmd --zone=public --list-services; firewall-cmd --permanent --zone=public --list-services',
    );
    for (const line of open.trim().split('\n')) expect(line).toMatch(/\bhttp https\b/);
    expect((await setUp(server)).events.at(-1)).toMatchObject({ ending: 'nothing-to-do' });
  });
});

it("puts an older list of Docker's packages aside, with which apt does nothing", async () => {
  const server = await birth({ variant: 'root-key' });
  const url = 'https://download.docker.com/linux/debian';
  const [aside, , , sources] = dockerFromApt(url, 'bookworm').actions;
  if (aside?.do !== 'run' || sources?.do !== 'write') throw new Error('Other actions.');
  await server.exec(`cat > ${sources.path} <<'END'\n${sources.content.join('')}END`);
  const list = '/etc/apt/sources.list.d/docker.list';
  const older = `deb [signed-by=/usr/share/keyrings/docker.gpg] ${url} bookworm stable`;
  await server.exec(`echo '${older}' > ${list}`);
  const update = () => server.exec('apt-get update 2>&1 || true');
  expect(await update()).toContain('Conflicting values set for option Signed-By');
  expect(await server.exec(aside.command.text)).toContain(`put aside as ${list}.20`);
  expect(await update()).not.toMatch(/Conflicting values|Ignoring file/);
});
