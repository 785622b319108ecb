import { beforeAll, describe, expect, it } from 'vitest';
import { visitor } from '../front/visitor.ts';
import { dns, faults, type Host, host, rangeUp } from '../range/range.ts';
import { only, wrong } from './messages.ts';
import { answersFor, newOperator, type Operator, type Said, started } from './operator.ts';
import { steadily } from './steadily.ts';

const HOSTNAME = 'lost-servers.range.test';
const RECORD = '/etc/setup-server/hello/install.json';
/** Swarm's own pace, on a machine that others use. */
const PATIENCE = { timeout: 240_000, interval: 1000 };

const visit = (at: Host) => visitor(at.address).visit(`https://${HOSTNAME}/`);
const visitors = (...at: readonly Host[]) => steadily(() => Promise.all(at.map(visit)));
const keyOf = async (at: Host) =>
  (await at.exec('ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub')).split(' ')[1] ?? '';

describe('what an app on three servers survives', () => {
  let first: Host;
  let second: Host;
  let third: Host;
  let operator: Operator;
  let ofFirst: Record<string, string>;

  beforeAll(async () => {
    await rangeUp({ suites: ['trixie'], apps: ['nginx', 'hello'] });
    [first, second, third] = await Promise.all([
      host('lost-first', { suite: 'trixie', variant: 'docker' }),
      fresh('lost-second'),
      fresh('lost-third'),
    ]);
    await dns.set(HOSTNAME, first.address);
    operator = await newOperator();
    const answers = await answersFor(first, HOSTNAME);
    ofFirst = { SETUP_SERVER_SSH_FINGERPRINT: String(answers['ssh.fingerprint']) };
    const file = await operator.answers({
      ...{ app: 'image', install: 'hello', 'image.folders': '' },
      ...{ 'image.reference': 'example/fickle:1', 'image.port': '8080' },
      ...answers,
    });
    expect(wrong(await operator.run(['--answers', file, '--yes', '--json']))).toEqual([]);
    return async () => {
      await Promise.all([...made.keys()].map(faults.heal));
      await dns.del(HOSTNAME);
      await Promise.all([first, ...made.values()].map((each) => each.remove()));
    };
  });

  const made = new Map<string, Host>();
  const fresh = async (name: string) => {
    const one = await host(name, { suite: 'trixie', variant: 'docker', disk: 'tmpfs' });
    made.set(name, one);
    return one;
  };
  const about = (command: string, ...more: string[]) => [
    ...[command, HOSTNAME, '--json', ...more],
    ...(command === 'status' ? [] : ['--yes']),
  ];
  const growing = async (others: readonly Host[], ...more: string[]) => {
    const keys = await Promise.all(others.map(keyOf));
    const servers = others.map(({ address }) => `root@${address}`).join(' ');
    const words = ['--servers', servers, '--set', 'swarm.stateless=yes', '--set', 'swarm.open=yes'];
    const env = { ...ofFirst, SETUP_SERVER_SWARM_FINGERPRINTS: keys.join(' ') };
    return [about('grow', ...words, ...more), { env }] as const;
  };
  const grow = async (others: readonly Host[], ...more: string[]) =>
    await operator.run(...(await growing(others, ...more)));
  const run = (command: string, ...more: string[]) =>
    operator.run(about(command, ...more), { env: ofFirst });
  const status = async () => {
    const [told] = only(await run('status'), 'status');
    const [install = {}] = (told?.installs ?? []) as readonly Said[];
    return install;
  };
  const complaints = async () =>
    ((await status()).complaints as readonly Said[]).map(({ text }) => String(text));
  /** `lost-first Ready Leader`, as this server sees them; nothing where it does not. */
  const members = async (at: Host) => {
    const nodes = 'docker node ls --format "{{.Hostname}} {{.Status}} {{.ManagerStatus}}"';
    return (await at.exec(nodes).catch(() => '')).split('\n').filter(Boolean).sort();
  };
  const copies = async (at: Host) =>
    (
      await at.exec(
        'docker service ps hello_app --filter desired-state=running --format "{{.Node}} {{.CurrentState}}"',
      )
    )
      .split('\n')
      .flatMap((line) => /^(\S+) Running/.exec(line)?.[1] ?? []);

  it('is there wherever growing is cut off, and grows all the same', async () => {
    const [words, env] = await growing([second, third]);
    for (const step of ['swarm.join', 'swarm.front', 'swarm.switch']) {
      const running = await operator.start(words, env);
      const there = step === 'swarm.switch' ? step : `${step}@${third.address}`;
      // A second try finds some of them done.
      const begun = running.until(started(there)).then(
        () => running.signal('SIGKILL'),
        () => {},
      );
      await begun;
      await running.ended;
      await expect.poll(async () => (await visit(first)).status, PATIENCE).toBe(200);
    }
    expect(wrong(await grow([second, third]))).toEqual([]);
    for (const each of [first, second, third]) expect((await visit(each)).status).toBe(200);
    expect(await members(first)).toEqual([
      'lost-first Ready Leader',
      'lost-second Ready Reachable',
      'lost-third Ready Reachable',
    ]);
  });

  it('has the copies from before where new ones do not become well', async () => {
    const before = await first.read(RECORD);
    const load = visitors(first, second, third);
    const ran = await run('upgrade', '--to', '2');
    expect((await load.end()).failed).toEqual([]);
    const [failed] = only(ran, 'failed').map(({ trouble }) => trouble as Said);
    expect(failed).toMatchObject({
      code: 'step.swarm.services',
      why: expect.stringMatching(/the ones before were put back\. .* with exit code 1\.$/),
      detail: expect.stringMatching(/could not connect to the database/),
    });
    expect(await first.read(RECORD)).toBe(before);
    const update = 'docker service inspect hello_app --format "{{.UpdateStatus.State}}"';
    await expect.poll(() => first.exec(update), PATIENCE).toBe('rollback_completed');
    const again = await grow([second, third]);
    expect([wrong(again), again.events.at(-1)]).toMatchObject([[], { ending: 'nothing-to-do' }]);
  });

  it('gets a certificate by whichever server the authority asks', async () => {
    const serial = (at: Host) =>
      first.exec(
        `openssl s_client -connect ${at.address}:443 -servername ${HOSTNAME} </dev/null 2>/dev/null | openssl x509 -noout -serial`,
      );
    const before = await serial(first);
    await dns.set(HOSTNAME, second.address);
    await first.exec('sh /etc/setup-server/renewal/run --force 2>&1').finally(async () => {
      await dns.set(HOSTNAME, first.address);
    });
    const after = await Promise.all([first, second, third].map(serial));
    expect([new Set(after).size, after[0] === before]).toEqual([1, false]);
  });

  it('goes on without the first server, which then comes back by itself', async () => {
    const load = visitors(second, third);
    await faults.powerOff('lost-first');
    await expect.poll(async () => (await members(second)).join(), PATIENCE).toMatch(/first Down/);
    await expect.poll(async () => (await copies(second)).length, PATIENCE).toBe(3);
    const [told] = only(await run('status'), 'trouble').map(({ trouble }) => trouble as Said);
    expect(told?.why).toMatch(
      `runs on ${second.address} and ${third.address}, too: who comes in there is answered`,
    );
    await faults.powerOn('lost-first');
    expect((await load.end()).failed).toEqual([]);
    await expect
      .poll(async () => (await visit(first).catch(() => null))?.status, PATIENCE)
      .toBe(200);
    await expect.poll(complaints, PATIENCE).toEqual([]);
    expect(wrong(await grow([second, third]))).toEqual([]);
  });

  it('answers everywhere while the others do not hear of one of them', async () => {
    // One of those where a copy runs; it was another the first time, maybe.
    const name = (await copies(first)).find((each) => each !== first.name);
    const [gone, other] = name === third.name ? [third, second] : [second, third];
    const pid = await gone.exec(
      'docker inspect --format {{.State.Pid}} $(docker ps -q --filter label=com.docker.swarm.service.name=hello_app | head -n 1)',
    );
    const unread = `grep -cE ':1F90 [0-9A-F]+:[0-9A-F]{4} 01 [0-9A-F]{8}:0*[1-9A-F]' /proc/${pid}/net/tcp || true`;
    // Who waits for that copy when its server goes would wait for five minutes.
    const answered: unknown[] = [];
    let waiting = 0;
    const asked = async () => {
      waiting += 1;
      void visit(first).then(
        ({ status }) => answered.push(status),
        (error) => answered.push(error),
      );
      return Number(await gone.exec(unread));
    };
    await gone.exec(`kill -STOP ${pid}`);
    let load: ReturnType<typeof visitors>;
    try {
      await expect.poll(asked, PATIENCE).toBeGreaterThan(0);
      load = visitors(first, other);
      await faults.part(gone.name, [first.name, other.name]);
    } finally {
      await gone.exec(`kill -CONT ${pid}`);
    }
    const apart = visitors(gone);
    try {
      await expect.poll(() => answered, PATIENCE).toEqual(Array(waiting).fill(200));
      await expect.poll(complaints, PATIENCE).toContainEqual(expect.stringContaining(gone.name));
      const heard = async () => (await copies(first)).filter((each) => each !== gone.name);
      await expect.poll(async () => (await heard()).length, PATIENCE).toBe(3);
      // Once it is heard of again, Swarm starts anew what runs there, its web server, too.
      expect((await apart.end()).failed).toEqual([]);
    } finally {
      await faults.heal(gone.name);
    }
    await expect.poll(complaints, PATIENCE).toEqual([]);
    await expect
      .poll(async () => (await visit(gone).catch(() => null))?.status, PATIENCE)
      .toBe(200);
    expect((await load.end()).failed).toEqual([]);
  });

  it('begins anew with the first one where the others are gone for good', async () => {
    const load = visitors(first);
    await Promise.all(['lost-second', 'lost-third'].map(faults.powerOff));
    const coming = made.get('lost-fourth') ?? fresh('lost-fourth');
    const heard = async () => (await members(first)).filter((each) => /third Ready/.test(each));
    await expect.poll(heard, PATIENCE).toEqual([]);
    const fourth = await coming;
    // A second try may find it begun anew.
    if ((await members(first)).length === 0) {
      expect(await complaints()).toContainEqual(expect.stringMatching(/^More than half/));
      const unasked = await grow([fourth]);
      expect(only(unasked, 'problems')).toMatchObject([{ problems: [{ id: 'swarm.force' }] }]);
    }
    // Docker is restarted for what comes now.
    expect((await load.end()).failed).toEqual([]);
    expect(wrong(await grow([fourth], '--set', 'swarm.force=yes'))).toEqual([]);
    for (const each of [first, fourth]) expect((await visit(each)).status).toBe(200);
    expect((await members(first)).length).toBe(2);
    expect(await complaints()).toEqual([]);
  });

  it('goes back to the first one, though the other one is lost', async () => {
    const [lost = ''] = [...made.keys()].slice(-1);
    await faults.powerOff(lost);
    expect(wrong(await run('shrink'))).toEqual([]);
    expect((await visit(first)).status).toBe(200);
    expect(Object.keys(await first.containers()).sort()).toEqual(['hello', 'setup-server-front']);
  });
});
