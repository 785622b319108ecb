import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dns, type Host, host, rangeUp } from '../range/range.ts';
import { answersFor, newOperator, type Ran } from './operator.ts';

const HOSTNAME = 'others.range.test';
const REMAPPED = 'others-remapped.range.test';
const HELLO = 'example/hello:1';

let server: Host;

beforeAll(async () => {
  await rangeUp({ suites: ['bookworm', 'trixie'] });
  server = await host('others', { suite: 'bookworm', variant: 'docker', disk: 'tmpfs' });
  await dns.set(HOSTNAME, server.address);
});
afterAll(() => server.remove());

async function setUp(...words: string[]): Promise<Ran> {
  const operator = await newOperator();
  const answers = { app: 'jatos', ...(await answersFor(server, HOSTNAME)) };
  return await operator.run(['--answers', await operator.answers(answers), '--json', ...words]);
}

const containers = () => server.exec("docker ps --all --format '{{.ID}} {{.Names}} {{.State}}'");
const untouched = async (before: string) => {
  expect(await containers()).toBe(before);
  expect(await server.succeeds('test -e /etc/setup-server -o -e /var/lib/setup-server')).toBe(
    false,
  );
};
const refusal = ({ events }: Ran) =>
  events.flatMap((each) => (each.type === 'trouble' ? [each.trouble] : []))[0];

it('works with a Docker that makes root of its containers another user', async () => {
  const remapped = await host('others-remapped', {
    suite: 'trixie',
    variant: 'docker',
    disk: 'tmpfs',
  });
  try {
    const remap = JSON.stringify({ 'userns-remap': 'default' });
    await remapped.exec(
      `mkdir -p /etc/docker; echo '${remap}' > /etc/docker/daemon.json; systemctl restart docker`,
    );
    await dns.set(REMAPPED, remapped.address);
    const operator = await newOperator();
    const app = { app: 'image', 'image.reference': HELLO, 'image.port': '8080' };
    const answers = { ...app, ...(await answersFor(remapped, REMAPPED)) };
    const file = await operator.answers(answers);
    const ran = await operator.run(['--answers', file, '--yes', '--json']);
    expect(ran.events.filter(({ type }) => type === 'failed' || type === 'trouble')).toEqual([]);
    const page = await operator.program(['curl', '-sS', `https://${REMAPPED}/`]);
    expect(JSON.parse(page.stdout)).toMatchObject({ app: 'hello' });
  } finally {
    await remapped.remove();
  }
});

describe('what somebody made on the server by hand', () => {
  it('under the name of the container is told before anything is done, and left alone', async () => {
    await server.exec(`docker create --name jatos ${HELLO}`);
    const before = await containers();
    const ran = await setUp('--yes');
    expect([ran.code, refusal(ran)]).toMatchObject([1, { code: 'docker.name-taken' }]);
    await untouched(before);
    await server.exec('docker rename jatos by-hand');
  });

  it('with the data that the app would have is not disturbed while it runs', async () => {
    await server.exec(`docker run --detach --name by-hand-2 --volume jatos-data:/data ${HELLO}`);
    const before = await containers();
    const ran = await setUp('--yes');
    expect([ran.code, refusal(ran)]).toMatchObject([
      1,
      {
        code: 'docker.volume-in-use',
        what: 'The data in the volume jatos-data is in use by the container "by-hand-2", which this setup did not make.',
      },
    ]);
    await untouched(before);
  });

  it('and ended leaves its data to the app, which the plan tells', async () => {
    await server.exec('docker stop --time 0 by-hand-2');
    const { stdout } = await setUp('--plan');
    expect(stdout).toContain('Start JATOS with the data that is already in the volume jatos-data');
    expect(await server.succeeds('docker volume inspect jatos-data')).toBe(true);
  });
});
