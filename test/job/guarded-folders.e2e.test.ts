import { afterAll, beforeAll, expect, it } from 'vitest';
import { dns, type Host, host, rangeUp } from '../range/range.ts';
import { answersFor, newOperator } from './operator.ts';

const HOSTNAME = 'guarded-folders.range.test';

let server: Host;

beforeAll(async () => {
  await rangeUp({ suites: ['bookworm'] });
  server = await host('guarded-folders', { suite: 'bookworm', disk: 'tmpfs' });
  await dns.set(HOSTNAME, server.address);
});
afterAll(() => server.remove());

it('sets up a server that runs no program from where people may write, in its own time zone', async () => {
  await server.exec(`
    for each in /tmp /var/tmp /home /root /dev/shm /var/lib/setup-server /etc/setup-server; do
      mkdir -p $each && mount --bind $each $each && mount -o remount,bind,noexec $each || exit
    done
    ln -sf /usr/share/zoneinfo/Asia/Kolkata /etc/localtime
  `);
  expect(await server.succeeds('cp /bin/true /tmp/true && /tmp/true')).toBe(false);
  const operator = await newOperator();
  const app = { app: 'image', 'image.reference': 'example/hello:1', 'image.port': '8080' };
  const answers = await operator.answers({ ...app, ...(await answersFor(server, HOSTNAME)) });
  const ran = await operator.run(['--answers', answers, '--yes', '--json']);
  expect(ran.events.filter(({ type }) => type === 'failed' || type === 'trouble')).toEqual([]);
  expect([ran.code, ran.stderr]).toEqual([0, '']);
  const page = await operator.program(['curl', '-sS', `https://${HOSTNAME}/`]);
  expect(JSON.parse(page.stdout)).toMatchObject({ app: 'hello' });
});
