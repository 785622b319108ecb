import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { dns, type Host, host, rangeUp } from '../range/range.ts';
import { answersFor, newOperator, type Operator, type Ran } from './operator.ts';

const HOSTNAME = 'own-folder.range.test';

let server: Host;
let operator: Operator;
let answers: Record<string, unknown>;
let dockerfile: string;

beforeAll(async () => {
  await rangeUp({ suites: ['trixie'], apps: ['nginx', 'hello'] });
  server = await host('own-folder', { suite: 'trixie', variant: 'docker', disk: 'tmpfs' });
  await dns.set(HOSTNAME, server.address);
  operator = await newOperator();
  const folder = join(operator.folder, 'greeting');
  await mkdir(folder);
  await writeFile(join(folder, 'page.txt'), 'first');
  dockerfile = join(folder, 'Dockerfile');
  await writeFile(
    dockerfile,
    'FROM example/hello:1\nCOPY page.txt /srv/page.txt\nWORKDIR /srv\nEXPOSE 8080\nVOLUME /data\n',
  );
  answers = {
    ...{ app: 'image', install: 'greeting', 'image.reference': './greeting' },
    'image.health': '/healthz',
    ...(await answersFor(server, HOSTNAME)),
  };
  return () => server.remove();
});

async function set(changes: Record<string, unknown> = {}, ...flags: string[]): Promise<Ran> {
  const file = await operator.answers({ ...answers, ...changes });
  return await operator.run(['--answers', file, '--yes', '--json', ...flags]);
}

async function visit() {
  const page = await operator.program(['curl', '-sS', '--max-time', '10', `https://${HOSTNAME}/`]);
  expect(page.stderr).toBe('');
  return JSON.parse(page.stdout);
}

it('builds a folder of this computer on the server, by what its Dockerfile declares', async () => {
  const ran = await set();
  expect(ran.events.filter(({ type }) => type === 'failed' || type === 'trouble')).toEqual([]);
  expect(ran.code).toBe(0);
  expect(ran.events).toContainEqual(
    expect.objectContaining({
      ...{ type: 'finding', status: 'good' },
      ...{ text: './greeting has a Dockerfile', note: expect.stringMatching(/^2 files, /) },
    }),
  );
  expect(await visit()).toMatchObject({ app: 'hello', visits: 1, cwd: '/srv' });
  expect(await server.exec('docker exec greeting cat /srv/page.txt')).toBe('first');
  expect(await server.exec('docker volume ls -q')).toContain('greeting-data');
});

it('finds nothing to do while the folder stays as it is', async () => {
  expect((await set()).events.at(-1)).toMatchObject({ ending: 'nothing-to-do' });
});

it('builds it anew when something in it changes, and keeps the data', async () => {
  await writeFile(join(dockerfile, '..', 'page.txt'), 'second');
  const ran = await set();
  expect(ran.code).toBe(0);
  expect(ran.events).toContainEqual(
    expect.objectContaining({ type: 'started', step: 'app.build' }),
  );
  expect(await server.exec('docker exec greeting cat /srv/page.txt')).toBe('second');
  expect(await visit()).toMatchObject({ visits: 2 });
});

it('puts back what ran before where the new one does not work', async () => {
  const good = await readFile(dockerfile, 'utf8');
  await writeFile(dockerfile, `${good}CMD ["false"]\n`);
  const ran = await set();
  expect(ran.code).toBe(1);
  const codes = ran.events.map(({ trouble }) => (trouble as { code?: string } | undefined)?.code);
  expect(codes).toContain('upgrade.undone');
  expect(await server.exec('docker exec greeting cat /srv/page.txt')).toBe('second');
  expect(await visit()).toMatchObject({ visits: 3 });
  await writeFile(dockerfile, good);
  expect((await set()).events.at(-1)).toMatchObject({ ending: 'nothing-to-do' });
});

it('is stopped and started from a computer that does not have the folder', async () => {
  const other = await newOperator();
  const env = { SETUP_SERVER_SSH_FINGERPRINT: String(answers['ssh.fingerprint']) };
  const image = await server.exec('docker inspect --format {{.Config.Image}} greeting');
  for (const command of ['stop', 'start']) {
    const ran = await other.run([command, `root@${server.address}`, '--json'], { env });
    expect([command, ran.code, ran.stderr]).toEqual([command, 0, '']);
  }
  expect(await visit()).toMatchObject({ visits: 4 });
  expect(await server.exec('docker inspect --format {{.Config.Image}} greeting')).toBe(image);
});

it('says what is wrong with a folder, before the server is touched', async () => {
  const ran = await set({ 'image.reference': './greetings' });
  expect(ran.code).toBe(1);
  expect(ran.events).toContainEqual(
    expect.objectContaining({
      type: 'trouble',
      trouble: expect.objectContaining({
        what: "./greetings on this computer can't be used.",
        why: 'There is no such file or folder on this computer.',
      }),
    }),
  );
});

it('takes a saved image as well, and finds nothing to do afterwards', async () => {
  await server.exec('docker save -o /root/hello.tar example/hello:1');
  const way = ['-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null'];
  const copied = await operator.program([
    ...['scp', '-q', ...way, `root@${server.address}:/root/hello.tar`],
    join(operator.folder, 'hello.tar'),
  ]);
  expect(copied).toMatchObject({ code: 0 });
  const saved = { 'image.reference': 'hello.tar' };
  const ran = await set(saved);
  expect(ran.events.filter(({ type }) => type === 'failed' || type === 'trouble')).toEqual([]);
  expect(ran.code).toBe(0);
  expect(ran.events).toContainEqual(expect.objectContaining({ type: 'started', step: 'app.load' }));
  expect(await visit()).toMatchObject({ visits: 5, cwd: '/' });
  expect((await set(saved)).events.at(-1)).toMatchObject({ ending: 'nothing-to-do' });
});
