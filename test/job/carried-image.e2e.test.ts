import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { visitor } from '../front/visitor.ts';
import { dns, type Host, host, rangeUp } from '../range/range.ts';
import { answersFor, newOperator, type Operator, type Ran } from './operator.ts';

const HOSTNAME = 'carried-image.range.test';
const BAD = ['failed', 'trouble', 'problems'];

describe('an image that was built on the first server', () => {
  let servers: readonly [Host, Host];
  let operator: Operator;
  let env: Record<string, string>;

  beforeAll(async () => {
    await rangeUp({ suites: ['trixie'], apps: ['nginx', 'hello'] });
    const fresh = (name: string) =>
      host(name, { suite: 'trixie', variant: 'docker', disk: 'tmpfs' });
    servers = [await fresh('carried-a'), await fresh('carried-b')];
    const [first, second] = servers;
    await dns.set(HOSTNAME, first.address);
    operator = await newOperator();
    const answers = await answersFor(first, HOSTNAME);
    const key = await second.exec('ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub');
    env = {
      SETUP_SERVER_SSH_FINGERPRINT: String(answers['ssh.fingerprint']),
      SETUP_SERVER_SWARM_FINGERPRINTS: key.split(' ')[1] ?? '',
    };
    await mkdir(join(operator.folder, 'greeting'));
    await writeFile(
      join(operator.folder, 'greeting', 'Dockerfile'),
      'FROM example/hello:1\nENV MADE_HERE=yes\n',
    );
    const file = await operator.answers({
      ...{ app: 'image', install: 'greeting', 'image.reference': './greeting' },
      ...{ 'image.port': '8080', 'image.folders': '' },
      ...answers,
    });
    const job = await operator.run(['--answers', file, '--yes', '--json']);
    expect(wrong(job)).toEqual([]);
    return async () => {
      await dns.del(HOSTNAME);
      await Promise.all(servers.map((each) => each.remove()));
    };
  });

  const wrong = (ran: Ran) => ran.events.filter(({ type }) => BAD.includes(String(type)));
  const grow = () =>
    operator.run(
      [
        ...['grow', HOSTNAME, '--yes', '--json', '--servers', `root@${servers[1].address}`],
        ...['--set', 'swarm.stateless=yes', '--set', 'swarm.open=yes'],
      ],
      { env },
    );
  const ids = () =>
    Promise.all(
      servers.map((each) =>
        each.exec("docker image ls --no-trunc --quiet 'localhost/greeting' | sort -u"),
      ),
    );

  it('is brought to the other one, and answers at both', async () => {
    expect(wrong(await grow())).toEqual([]);
    const [first, second] = await ids();
    expect([first, second]).toEqual([expect.stringMatching(/^sha256:[0-9a-f]{64}$/), first]);
    for (const each of servers) {
      const page = await visitor(each.address).visit(`https://${HOSTNAME}/`);
      expect([page.status, JSON.parse(page.body).env]).toEqual([
        200,
        expect.arrayContaining(['MADE_HERE']),
      ]);
      const running = "docker ps --filter name=greeting_app --format '{{.Image}}' | head -n 1";
      expect(first).toContain((await each.exec(running)).replace(/^sha256:/, ''));
    }
    expect((await grow()).events.at(-1)).toMatchObject({ ending: 'nothing-to-do' });
  });

  it('is brought there once more where it was taken away', async () => {
    const [manager, second] = servers;
    // As long as a copy may run there, the image is in use.
    const available = (how: string) =>
      manager.exec(
        `docker node update --availability ${how} $(docker node ls --filter role=worker --quiet)`,
      );
    await available('drain');
    const copies = () => second.exec('docker ps --quiet --filter name=greeting_app');
    await expect.poll(copies).toBe('');
    await second.exec(
      'docker image ls --quiet localhost/greeting | sort -u | xargs --no-run-if-empty docker image rm -f',
    );
    await available('active');
    expect(wrong(await grow())).toEqual([]);
    const [first, again] = await ids();
    expect(again).toBe(first);
  });
});
