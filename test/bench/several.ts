import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { stringify } from 'yaml';
import { visitor } from '../front/visitor.ts';
import { dns, faults, type Host, host, rangeUp } from '../range/range.ts';
import type { Built } from './build.ts';
import type { Comparison } from './comparison.ts';
import { newOperator } from './operator.ts';
import { installed } from './packages.ts';
import { type Samples, takeTurns } from './samples.ts';
import { type Span, timeline } from './timeline.ts';

const ROUNDS = 2;
/** Each second, so many visitors come to each server, whatever becomes of those before. */
const VISITORS = 10;
/** Nobody waits longer for a page. */
const PATIENCE_MS = 20_000;

/** An app without data on three servers against one; and who gets no answer when something happens to one of them. */
export async function several(
  built: Built,
  say: (line: string) => void,
): Promise<{ comparisons: Comparison[]; timelines: Record<string, Span[]> }> {
  await installed({ ssh: 'openssh-client' }, say);
  await rangeUp({ suites: ['bookworm'], apps: ['nginx', 'plain'] }, say);
  say('Three servers');
  let last: Cluster | undefined;
  let count = 0;
  const setUp = (servers: number) => async () => {
    count += 1;
    const made = await clusterOf(built, `bench-several-${count}`, servers);
    if (servers === 1) await made.remove();
    else {
      await last?.remove();
      last = made;
    }
    return made.seconds;
  };
  try {
    const took = await takeTurns(
      ROUNDS,
      { three: setUp(3), one: setUp(1) },
      (who, seconds, round) => say(`  ${round} ${who} ${seconds.toFixed(2)} s`),
    );
    if (!last) throw new Error('There are no three servers.');
    const time: Comparison = {
      ...{ what: 'Three servers set up', unit: 's', ours: took.three, aim: 1.6 },
      peer: { name: 'one', samples: took.one },
    };
    const comparisons = [time, ...(await losses(last, say))];
    return { comparisons, timelines: { 'from one server to three': timeline(last.said) } };
  } finally {
    await last?.remove();
  }
}

async function losses(cluster: Cluster, say: (line: string) => void): Promise<Comparison[]> {
  const [first, second, third] = cluster.servers;
  if (!first || !second || !third) throw new Error('There are no three servers.');
  const all = cluster.servers;
  const name = (at: Host) => at.name;
  const events: readonly [string, readonly Host[], () => Promise<unknown>][] = [
    ['rolling upgrade', all, () => cluster.run('upgrade', '--to', '2')],
    ['renewal', all, () => first.exec('sh /etc/setup-server/renewal/run --force 2>&1')],
    [
      'one cut off from the others, and back',
      all,
      async () => {
        await faults.part(name(third), [first, second].map(name));
        await cluster.heardOf(first, 2);
        await faults.heal(name(third));
        await cluster.heardOf(first, 3);
      },
    ],
    [
      'loss of a server, at the others',
      [first, second],
      async () => {
        await faults.powerOff(name(third));
        await cluster.heardOf(first, 2);
        await faults.powerOn(name(third));
        await cluster.heardOf(first, 3);
      },
    ],
    [
      'loss of the leader, at the others',
      [second, third],
      async () => {
        await faults.powerOff(name(first));
        await cluster.heardOf(second, 2);
        await faults.powerOn(name(first));
        await cluster.heardOf(second, 3);
      },
    ],
  ];
  const comparisons: Comparison[] = [];
  for (const [what, at, work] of events) {
    const { visits, lost } = await cluster.visitedDuring(at, work);
    say(`  ${what}: ${lost} of ${visits} without an answer`);
    comparisons.push({
      ...{ what: `Unanswered, ${what}`, unit: 'requests', ours: [lost], aim: 0 },
      peer: { name: 'visits', samples: [visits] satisfies Samples },
    });
  }
  return comparisons;
}

interface Cluster {
  readonly servers: readonly Host[];
  readonly seconds: number;
  /** What was said as it grew. */
  readonly said: string;
  readonly run: (command: string, ...words: string[]) => Promise<unknown>;
  /** Until this one hears of so many, of itself, too. */
  readonly heardOf: (at: Host, servers: number) => Promise<void>;
  /** How many came to these servers meanwhile, and how many of them got no answer. */
  readonly visitedDuring: (
    at: readonly Host[],
    work: () => Promise<unknown>,
  ) => Promise<{ visits: number; lost: number }>;
  readonly remove: () => Promise<void>;
}

/** From fresh servers without Docker to an app on all of them. */
async function clusterOf(built: Built, name: string, count: number): Promise<Cluster> {
  const names = Array.from({ length: count }, (_, index) => `${name}-${index + 1}`);
  const servers = await Promise.all(names.map((each) => host(each, { suite: 'bookworm' })));
  const keys = await Promise.all(
    servers.map(
      async (each) =>
        (await each.exec('ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub')).split(' ')[1] ?? '',
    ),
  );
  const [first, ...others] = servers;
  const [key = '', ...otherKeys] = keys;
  if (!first) throw new Error('There is no server.');
  const hostname = `${name}-${Date.now()}.range.test`;
  await dns.set(hostname, first.address);
  const operator = await newOperator(built.scratch);
  const answers = join(operator.home, 'answers.yaml');
  const given = {
    ...{ app: 'image', 'image.reference': 'example/plain:1', 'image.port': '8080' },
    ...{ install: 'plain', server: first.address, 'ssh.user': first.user, 'ssh.fingerprint': key },
    ...{ hostname, 'certificate.terms': true },
  };
  await writeFile(answers, stringify(given), { mode: 0o600 });
  const program = [process.execPath, built.setupServer];
  const env = { SETUP_SERVER_SSH_FINGERPRINT: key };
  const { seconds } = await operator.run([
    ...[...program, '--answers', answers, '--yes', '--json'],
  ]);
  const list = others.map(({ user, address }) => `${user}@${address}`).join(' ');
  const grown =
    others.length > 0
      ? await operator.run(
          [
            ...[...program, 'grow', hostname, '--yes', '--json', '--servers', list],
            ...['--set', 'swarm.stateless=yes', '--set', 'swarm.open=yes'],
          ],
          { ...env, SETUP_SERVER_SWARM_FINGERPRINTS: otherKeys.join(' ') },
        )
      : { seconds: 0, stdout: '' };
  const answered = async ({ address }: Host) => {
    const page = visitor(address).visit(`https://${hostname}/`);
    const late = pause(PATIENCE_MS, null, { ref: false });
    return (await Promise.race([page, late]).catch(() => null))?.status === 200;
  };
  return {
    servers,
    seconds: seconds + grown.seconds,
    said: grown.stdout,
    run: async (command, ...words) =>
      await operator.run([...program, command, hostname, ...words, '--yes', '--json'], env),
    async heardOf(at, wanted) {
      const ready = 'docker node ls --format "{{.Status}}" | grep -c Ready || true';
      while (Number(await at.exec(ready)) !== wanted) await pause(1000);
      const copies =
        'docker service ps plain_app --filter desired-state=running --format "{{.CurrentState}}" | grep -c ^Running || true';
      while (Number(await at.exec(copies)) < count) await pause(1000);
    },
    async visitedDuring(at, work) {
      // What came back in the event before may still be about to start its web server.
      for (const each of at) while (!(await answered(each))) await pause(1000);
      const visits: Promise<boolean>[] = [];
      const come = () => visits.push(...at.map(answered));
      const timer = setInterval(come, 1000 / VISITORS);
      try {
        await work();
      } finally {
        clearInterval(timer);
      }
      const ended = await Promise.all(visits);
      return { visits: ended.length, lost: ended.filter((good) => !good).length };
    },
    remove: async () => {
      await dns.del(hostname);
      for (const each of servers) await each.remove();
    },
  };
}
