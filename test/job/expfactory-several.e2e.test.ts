import { beforeAll, describe, expect, it } from 'vitest';
import { visitor } from '../front/visitor.ts';
import { elsewhereLines } from '../range/elsewhere.ts';
import { dns, type Host, host, rangeUp } from '../range/range.ts';
import { answersFor, newOperator, type Operator, type Ran } from './operator.ts';

const HOSTNAME = 'expfactory-several.range.test';
const BAD = ['failed', 'trouble', 'problems'];

describe('the Experiment Factory on several servers', () => {
  let servers: readonly [Host, Host];
  let operator: Operator;
  let env: Record<string, string>;
  let receipt: readonly { readonly label: string; readonly text: string }[];

  beforeAll(async () => {
    await rangeUp({ suites: ['trixie'], apps: ['nginx', 'expfactory', 'mariadb'] });
    const hosts = await elsewhereLines();
    const fresh = (name: string) =>
      host(name, { suite: 'trixie', variant: 'docker', disk: 'tmpfs', hosts });
    servers = [await fresh('expfactory-several-a'), await fresh('expfactory-several-b')];
    const [first, second] = servers;
    await dns.set(HOSTNAME, first.address);
    operator = await newOperator({ hosts });
    const answers = await answersFor(first, HOSTNAME);
    const key = await second.exec('ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub');
    env = {
      SETUP_SERVER_SSH_FINGERPRINT: String(answers['ssh.fingerprint']),
      SETUP_SERVER_SWARM_FINGERPRINTS: key.split(' ')[1] ?? '',
    };
    const file = await operator.answers({
      ...{ app: 'expfactory', 'expfactory.experiments': ['stroop'] },
      ...{ 'expfactory.database': 'mariadb', 'expfactory.tokens': 3 },
      ...{ ...answers, 'backup.timetable': 'never' },
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
        ...['--set', 'swarm.open=yes'],
      ],
      { env },
    );
  const page = async (server: Host) =>
    JSON.parse((await visitor(server.address).visit(`https://${HOSTNAME}/`)).body);
  /** The tokens, as the line of the receipt lists or makes them on that server. */
  const tokens = async (server: Host, label: string) => {
    const line = receipt.find((each) => each.label === label)?.text ?? '';
    return (await server.exec(line.replace(/^.*?: /, ''))).trim().split('\n');
  };

  it('runs its image, which was built on the first, at both, from one database', async () => {
    const grown = await grow();
    expect(wrong(grown)).toEqual([]);
    const said = grown.events.find(({ type }) => type === 'receipt');
    // A second try finds it grown.
    if (said) receipt = said.lines as typeof receipt;
    const told = await Promise.all(servers.map(page));
    expect(told[0].database).toMatch(/^mysql\+pymysql:\/\/expfactory:\w{32}@expfactory-db/);
    expect(told[1]).toEqual(told[0]);
    expect(told[0].experiments).toEqual(['stroop']);
  });

  it('knows at one who was let in at the other', async () => {
    const [first, second] = servers;
    const before = await tokens(first, 'Tokens');
    expect(before.length).toBeGreaterThanOrEqual(3);
    await tokens(second, 'More tokens');
    expect(await tokens(first, 'Tokens')).toHaveLength(before.length + 10);
  });

  it('has nothing left to do after that', async () => {
    expect((await grow()).events.at(-1)).toMatchObject({ ending: 'nothing-to-do' });
  });

  it('goes back to one, with all that came in meanwhile', async () => {
    const rows = `mariadb -N -e 'SELECT token FROM expfactory.participant'`;
    const shrunk = await operator.run(['shrink', HOSTNAME, '--yes', '--json'], { env });
    expect(wrong(shrunk)).toEqual([]);
    const kept = await servers[0].exec(`docker exec expfactory-db ${rows}`);
    expect(kept.trim().split('\n').length).toBeGreaterThanOrEqual(13);
    expect((await page(servers[0])).experiments).toEqual(['stroop']);
  });
});
