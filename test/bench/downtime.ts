import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { stringify } from 'yaml';
import { visitor } from '../front/visitor.ts';
import { dns, type Host, host, rangeUp } from '../range/range.ts';
import type { Built } from './build.ts';
import type { Comparison } from './comparison.ts';
import { newOperator, type Operator } from './operator.ts';
import { installed } from './packages.ts';
import { median, takeTurns } from './samples.ts';
import { type Span, timeline } from './timeline.ts';

/** Ten visitors a second, whatever becomes of those before. */
const EVERY_MS = 100;

interface Subject {
  readonly app: string;
  readonly install: string;
  readonly path: string;
  readonly answers: Readonly<Record<string, string>>;
  /** What it is upgraded to, one after another. */
  readonly versions: readonly string[];
  readonly image: (version: string) => string;
  /** What the guides' own `docker run` has, beside the image. */
  readonly options: string;
}

const SUBJECTS: readonly Subject[] = [
  {
    ...{ app: 'JATOS', install: 'jatos', path: '/ping', versions: ['3.10.4', '3.10.5', '3.10.6'] },
    answers: {
      ...{ app: 'jatos', 'jatos.version': '3.10.3' },
      'jatos.admin.password': 'correct horse, battery 9',
    },
    image: (version) => `jatos/jatos:${version}`,
    options: '-v jatos-data:/opt/jatos_data',
  },
  {
    ...{ app: 'an app without data', install: 'plain', path: '/', versions: ['2', '3'] },
    answers: { app: 'image', 'image.reference': 'example/plain:1', 'image.port': '8080' },
    image: (version) => `example/plain:${version}`,
    options: '',
  },
];

/**
 * Visitors who get no answer during an upgrade and a renewal: setup-server against what the guides
 * say to do (stop, rm, pull, run; restart the web server), both behind the same front.
 */
export async function downtime(
  built: Built,
  say: (line: string) => void,
): Promise<{ comparisons: Comparison[]; timelines: Record<string, Span[]> }> {
  await installed({ ssh: 'openssh-client' }, say);
  await rangeUp({ suites: ['bookworm'], apps: ['nginx', 'jatos', 'plain'] }, say);
  const comparisons: Comparison[] = [];
  const timelines: Record<string, Span[]> = {};
  for (const subject of SUBJECTS) {
    const measured = await measure(built, subject, say);
    comparisons.push(...measured.comparisons);
    timelines[`upgrade of ${subject.app}`] = timeline(measured.said);
  }
  return { comparisons, timelines };
}

async function measure(
  built: Built,
  subject: Subject,
  say: (line: string) => void,
): Promise<{ comparisons: Comparison[]; said: string }> {
  const { app, versions } = subject;
  say(`Downtime of ${app}`);
  const servers = await Promise.all([
    setUp(built, subject, `bench-down-${subject.install}`),
    setUp(built, subject, `bench-down-${subject.install}-guide`),
  ]);
  const [ours, guide] = servers;
  try {
    let said = '';
    const next = { ours: [...versions], guide: [...versions] };
    const upgrade = await takeTurns(
      versions.length,
      {
        ours: () =>
          ours.lost(async () => {
            said = await ours.run('upgrade', '--to', next.ours.shift() ?? '');
          }),
        guide: () => guide.lost(() => guide.onServer(byGuide(subject, next.guide.shift() ?? ''))),
      },
      (who, lost) => say(`  upgrade: ${who} ${lost} without an answer`),
    );
    const renewal = await takeTurns(
      2,
      {
        ours: () => ours.lost(() => ours.run('renew', '--force')),
        guide: () => guide.lost(() => guide.onServer('docker restart setup-server-front')),
      },
      (who, lost) => say(`  renewal: ${who} ${lost} without an answer`),
    );
    const compared = (what: string, samples: typeof upgrade): Comparison => ({
      ...{ what: `Unanswered, ${what} of ${app}`, unit: 'requests', ours: samples.ours },
      peer: { name: 'as in the guides', samples: samples.guide },
      aim: median(samples.guide) > 0 ? 1 : null,
    });
    const comparisons = [compared('upgrade', upgrade), compared('renewal', renewal)];
    return { comparisons, said };
  } finally {
    for (const { server } of servers) await server.remove();
  }
}

/** The guides' own sequence; settings and data stay the same. */
function byGuide({ install, image, options }: Subject, version: string): string {
  return [
    `words=$(docker inspect -f '{{range .Config.Cmd}}{{.}} {{end}}' ${install})`,
    `docker stop ${install} && docker rm ${install} && docker pull -q ${image(version)}`,
    `docker run -d --name ${install} --network setup-server --restart always ${options} --env-file /etc/setup-server/${install}/env.list ${image(version)} $words`,
  ].join('\n');
}

interface Server {
  readonly server: Host;
  /** Gives what was said. */
  readonly run: (command: string, ...words: string[]) => Promise<string>;
  readonly onServer: (script: string) => Promise<unknown>;
  /** How many visitors got no answer while this was done, and until they get one again. */
  readonly lost: (work: () => Promise<unknown>) => Promise<number>;
}

async function setUp(built: Built, subject: Subject, name: string): Promise<Server> {
  const server = await host(name, { suite: 'bookworm', variant: 'docker', disk: 'tmpfs' });
  const hostname = `${name}-${Date.now()}.range.test`;
  await dns.set(hostname, server.address);
  const operator: Operator = await newOperator(built.scratch);
  const key = await server.exec('ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub');
  const given = {
    ...{ ...subject.answers, install: subject.install, server: server.address },
    ...{ 'ssh.user': server.user, 'ssh.fingerprint': key.split(' ')[1] },
    ...{ hostname, 'certificate.terms': true },
  };
  const answers = join(operator.home, 'answers.yaml');
  await writeFile(answers, stringify(given), { mode: 0o600 });
  const program = [process.execPath, built.setupServer];
  await operator.run([...program, '--answers', answers, '--yes', '--json']);
  const { visit } = visitor(server.address);
  const page = `https://${hostname}${subject.path}`;
  const answered = async () => (await visit(page).catch(() => null))?.status === 200;
  return {
    server,
    async run(command, ...words) {
      const argv = [...program, command, hostname, ...words, '--yes', '--json'];
      const env = { SETUP_SERVER_SSH_FINGERPRINT: key.split(' ')[1] ?? '' };
      return (await operator.run(argv, env)).stdout;
    },
    async onServer(script) {
      return await operator.run(['ssh', `root@${server.address}`, `set -e\n${script}`]);
    },
    async lost(work) {
      const visits: Promise<boolean>[] = [];
      const timer = setInterval(() => visits.push(answered()), EVERY_MS);
      try {
        await work();
        while (!(await answered())) await pause(EVERY_MS);
      } finally {
        clearInterval(timer);
      }
      return (await Promise.all(visits)).filter((good) => !good).length;
    },
  };
}
