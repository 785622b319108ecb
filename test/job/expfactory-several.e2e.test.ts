import { beforeAll, describe, expect, it } from 'vitest';
import { visitor } from '../front/visitor.ts';
import { elsewhereLines } from '../range/elsewhere.ts';
import { type Host, rangeUp } from '../range/range.ts';
import { wrong } from './messages.ts';
import { type Outgrown, outgrown } from './outgrown.ts';

const HOSTNAME = 'expfactory-several.range.test';

describe('the Experiment Factory on several servers', () => {
  let receipt: readonly { readonly label: string; readonly text: string }[];

  let servers: Outgrown['servers'];
  let operator: Outgrown['operator'];
  let env: Outgrown['env'];
  let grow: Outgrown['grow'];

  beforeAll(async () => {
    await rangeUp({ suites: ['trixie'], apps: ['nginx', 'expfactory', 'mariadb'] });
    const all = await outgrown(
      HOSTNAME,
      ['expfactory-several-a', 'expfactory-several-b'],
      () => ({
        ...{ app: 'expfactory', 'expfactory.experiments': ['stroop'] },
        ...{ 'expfactory.database': 'mariadb', 'expfactory.tokens': 3 },
        'backup.timetable': 'never',
      }),
      { hosts: await elsewhereLines() },
    );
    ({ servers, operator, env, grow } = all);
    return all.remove;
  });

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
