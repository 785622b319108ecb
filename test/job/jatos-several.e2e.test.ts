import { once } from 'node:events';
import { beforeAll, describe, expect, it } from 'vitest';
import { visitor } from '../front/visitor.ts';
import { type Host, rangeUp } from '../range/range.ts';
import { wrong } from './messages.ts';
import { ADMIN_PASSWORD, type Said } from './operator.ts';
import { type Outgrown, outgrown } from './outgrown.ts';

const HOSTNAME = 'jatos-several.range.test';
const FOLDER = '/mnt/shared/jatos';

describe('JATOS on several servers', () => {
  let servers: Outgrown['servers'];
  let operator: Outgrown['operator'];
  let alone: Outgrown['alone'];
  let env: Outgrown['env'];
  let grow: Outgrown['grow'];

  beforeAll(async () => {
    await rangeUp({ suites: ['trixie'], apps: ['nginx', 'jatos', 'mariadb'] });
    const all = await outgrown(
      HOSTNAME,
      ['jatos-several-a', 'jatos-several-b'],
      () => ({
        ...{ app: 'jatos', 'jatos.database': 'mariadb', 'jatos.folder': FOLDER },
        // Copies by a timetable are for one server.
        'backup.timetable': 'never',
      }),
      { shared: 'jatos-several' },
    );
    ({ servers, operator, alone, env, grow } = all);
    return all.remove;
  });

  /** Of all servers, the containers of the cluster. */
  const running = async () => {
    const names = 'docker ps --filter label=com.docker.swarm.task --format "{{.Names}}"';
    return (await Promise.all(servers.map((each) => each.exec(names)))).join('\n').split('\n');
  };
  const at = (server: Host) => visitor(server.address);
  const facts = async (server: Host, cookie = '') => {
    const headers = cookie === '' ? {} : { Cookie: cookie };
    const { body } = await at(server).visit(`https://${HOSTNAME}/jatos`, { headers });
    return JSON.parse(/id="facts">(.*?)<\/script>/.exec(body)?.[1] ?? '{}');
  };
  const send = (server: Host, path: string, text: string) =>
    at(server).visit(`https://${HOSTNAME}${path}`, { method: 'POST', body: Buffer.from(text) });
  const signIn = async (server: Host) => {
    const form = `username=admin&password=${encodeURIComponent(ADMIN_PASSWORD)}`;
    const { headers, status } = await send(server, '/jatos/signin/local', form);
    expect(status).toBe(200);
    return String(headers['set-cookie']).split(';')[0] ?? '';
  };

  it('answers at both, from one database, and knows at one who signed in at the other', async () => {
    expect(wrong(await grow())).toEqual([]);
    const cookie = await signIn(servers[0]);
    const seen = new Map<string, Said>();
    for (let time = 0; time < 100 && seen.size < 2; time += 1) {
      const told = await facts(servers[time % 2] ?? servers[0], cookie);
      seen.set(told.node, told);
    }
    expect([...seen.values()]).toEqual(
      [1, 2].map(() =>
        expect.objectContaining({
          ...{ user: 'admin', multiNode: true },
          database: expect.objectContaining({ url: 'jdbc:mysql://jatos-db:3306/jatos' }),
        }),
      ),
    );
    const db = "docker ps --format '{{.Names}}' | grep -c mariadb; docker ps -q | wc -l";
    expect(await servers[1].exec(`${db} || true`)).toMatch(/^0\n/);
  });

  it('shows at one what was sent at the other', async () => {
    expect((await send(servers[0], '/upload?as=drawing.txt', 'a drawing')).status).toBe(200);
    await send(servers[1], '/publix/run-1/1/resultData', 'seen: 7');
    for (const each of servers) {
      const { body } = await at(each).visit(`https://${HOSTNAME}/upload/drawing.txt`);
      expect(body).toBe('a drawing');
      expect((await facts(each)).results).toContain('seen: 7');
    }
    expect(await servers[1].read(`${FOLDER}/result_uploads/drawing.txt`)).toBe('a drawing');
  });

  it('has the members of a group meet, wherever they come in', async () => {
    const members = await Promise.all(servers.map((each) => join(each)));
    const [one, other] = members;
    await other?.hears('members 2');
    one?.says('hello');
    await other?.hears('hello');
    for (const each of members) each.leaves();
  });

  it('has one copy more without any of the others started anew', async () => {
    const before = await running();
    expect(wrong(await grow('--set', 'swarm.replicas=3'))).toEqual([]);
    const now = await running();
    expect(before.filter((each) => !now.includes(each))).toEqual([]);
    // A second try finds it there.
    expect(now.filter((each) => /jatos_app\./.test(each)).length).toBe(3);
  });

  it('gets another version all at once, with a copy of its data before', async () => {
    const words = ['upgrade', HOSTNAME, '--to', '3.10.5', '--yes', '--json'];
    const upgraded = await operator.run(words, { env: alone });
    expect(wrong(upgraded)).toEqual([]);
    for (const each of servers) {
      const told = await facts(each);
      expect(told).toMatchObject({ version: '3.10.5', versions: ['3.10.4', '3.10.5'] });
      expect(told.results).toContain('seen: 7');
    }
    const copies = '/var/lib/setup-server/backups/jatos';
    expect(await servers[0].exec(`cat ${copies}/*/backup.json`)).toContain(FOLDER);
  });

  it('has nothing left to do after all that', async () => {
    const again = await grow();
    expect(wrong(again)).toEqual([]);
    expect(again.events.at(-1)).toMatchObject({ ending: 'nothing-to-do' });
  });

  it('goes back to one, with all that came in meanwhile', async () => {
    const shrunk = await operator.run(['shrink', HOSTNAME, '--yes', '--json'], { env });
    const unless = ({ trouble }: Said) =>
      (trouble as Said | undefined)?.code !== 'swarm.one-server';
    expect(wrong(shrunk).filter(unless)).toEqual([]);
    const told = await facts(servers[0], await signIn(servers[0]));
    expect(told).toMatchObject({ user: 'admin', multiNode: false });
    expect(told.results).toContain('seen: 7');
    const { body } = await at(servers[0]).visit(`https://${HOSTNAME}/upload/drawing.txt`);
    expect(body).toBe('a drawing');
    expect(await servers[1].exec('docker ps -aq')).toBe('');
  });

  /** Opens the channel of a group, as a participant's browser does. */
  async function join(server: Host) {
    const socket = at(server).connect(HOSTNAME);
    let got = '';
    socket.on('data', (data) => {
      got += data.toString('latin1');
    });
    await once(socket, 'secureConnect');
    socket.write(
      [
        `GET /publix/${server.name}/group/join HTTP/1.1`,
        ...[`Host: ${HOSTNAME}`, 'Upgrade: websocket', 'Connection: Upgrade'],
        ...['Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', '', ''],
      ].join('\r\n'),
    );
    const hears = async (words: string) => {
      while (!got.includes(words)) await once(socket, 'data');
    };
    await hears('members');
    return {
      hears,
      // One frame of text, with a mask of zeros.
      says: (words: string) => {
        const head = Buffer.from([0x81, 0x80 | words.length, 0, 0, 0, 0]);
        socket.write(Buffer.concat([head, Buffer.from(words)]));
      },
      leaves: () => socket.destroy(),
    };
  }
});
