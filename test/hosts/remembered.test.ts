import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Answers } from '../../source/answers/answers.ts';
import { feed } from '../../source/answers/feed.ts';
import { ExpectedError } from '../../source/expected-error.ts';
import { Facts, query } from '../../source/facts/facts.ts';
import type { RememberedHost } from '../../source/facts/installs/remembered.ts';
import { HostMemory } from '../../source/hosts/host-memory.ts';
import { hostKindOf } from '../../source/hosts/index.ts';
import { othersAlone, othersGoOn } from '../../source/hosts/others-go-on.ts';
import {
  hostsNamed,
  hostWords,
  REMEMBERED,
  rememberedChoices,
  withCertificateEnd,
  withHost,
  withOthers,
  withoutInstall,
} from '../../source/hosts/remembered.ts';
import { readRemembered, rememberedText } from '../../source/hosts/remembered-text.ts';
import { asSshAddress, withPaths } from '../../source/hosts/ssh-address.ts';
import { answer, nextMove } from '../../source/interview.ts';
import { textOf } from '../../source/questions/question.ts';
import { serverQuestions } from '../../source/questions/server.ts';
import { script } from '../../source/script.ts';
import { goal } from '../core/example-goal.ts';
import { inRoles, pinned, stateless } from '../swarm/example-cluster.ts';

const NOW = '2026-11-21T10:00:00.000Z';
const STUDY: RememberedHost = {
  address: 'ssh://root@203.0.113.7?key=/home/anna/my%20key.pem',
  installs: [{ install: 'jatos', app: 'JATOS', names: ['study.example.org', 'www.example.org'] }],
  lastUsed: '2026-11-18T09:00:00.000Z',
};
const BARE: RememberedHost = {
  address: 'ssh://ubuntu@[2001:db8::7]:2222',
  installs: [],
  lastUsed: '2026-11-21T09:59:00.000Z',
};
const HERE: RememberedHost = { address: 'local:', installs: [], lastUsed: NOW };
const hosts = [STUDY, BARE, HERE];
const facts = new Facts([{ query: REMEMBERED, value: { hosts, at: NOW } }]);

describe('a remembered host', () => {
  it('is told by its website, the way there, and when it was used', () => {
    expect(hosts.map((host) => Object.values(hostWords(host, NOW)))).toEqual([
      ['study.example.org', 'JATOS, root@203.0.113.7, last used 3 days ago'],
      ['2001:db8::7', 'ubuntu@[2001:db8::7]:2222, last used today'],
      ['localhost', 'this computer, last used today'],
    ]);
  });

  it.each([
    ['2026-11-21T10:00:01.000Z', 'today'],
    ['2026-11-20T09:00:00.000Z', 'yesterday'],
    ['2026-11-08T09:00:00.000Z', '13 days ago'],
    ['2026-10-30T10:00:00.000Z', '3 weeks ago'],
    ['2026-05-21T10:00:00.000Z', '6 months ago'],
    ['2024-11-01T10:00:00.000Z', '2 years ago'],
  ])('was used at %s, %s', (lastUsed, words) => {
    expect(hostWords({ ...BARE, lastUsed }, NOW).note).toMatch(new RegExp(`last used ${words}$`));
  });

  it('is offered to a second app, too, once there is one on it', () => {
    const where = serverQuestions.find(({ id }) => id === 'host.kind');
    const hint = (of: readonly RememberedHost[]) =>
      textOf(
        where?.hint ?? '',
        {},
        new Facts([{ query: REMEMBERED, value: { hosts: of, at: NOW } }]),
      );
    expect(hint(hosts)).toContain('can run this beside what it has');
    expect(hint([BARE])).toBe('It must be on, and reachable from the internet, all day.');
  });

  it('goes to the front when it is used, with what runs there', () => {
    const again = { install: 'jatos', app: 'JATOS', names: ['new.example.org'] };
    const used = withHost(hosts, BARE.address, NOW);
    expect(used).toEqual([{ ...BARE, lastUsed: NOW }, STUDY, HERE]);
    const moved = withHost(used, STUDY.address, NOW, again);
    expect(moved[0]).toEqual({ ...STUDY, installs: [again], lastUsed: NOW });
    const second = { install: 'two', app: 'JATOS', names: ['two.example.org'] };
    expect(withHost(moved, STUDY.address, NOW, second)[0]?.installs).toEqual([second, again]);
  });

  it('keeps when its certificate ends until that was seen anew', () => {
    const until = '2027-02-19T00:00:00.000Z';
    const ends = withCertificateEnd(hosts, STUDY.address, 'jatos', until);
    expect(ends[0]?.installs[0]?.until).toBe(until);
    expect(ends.slice(1)).toEqual(hosts.slice(1));
    expect(withCertificateEnd(hosts, STUDY.address, 'other', until)).toEqual(hosts);
    const install = { install: 'jatos', app: 'JATOS', names: ['new.example.org'] };
    expect(withHost(ends, STUDY.address, NOW, install)[0]?.installs).toEqual([
      { ...install, until },
    ]);
    expect(readRemembered(rememberedText(ends))).toEqual({ hosts: ends });
    const odd = rememberedText(withCertificateEnd(hosts, STUDY.address, 'jatos', 'soon'));
    expect(readRemembered(odd)).toEqual({ hosts });
  });

  it('stays when an app is removed from it, but for that app', () => {
    const two = withHost(hosts, STUDY.address, NOW, {
      ...{ install: 'shop', app: 'Shop', names: ['shop.example.org'] },
    });
    const left = withoutInstall(two, STUDY.address, 'jatos');
    expect(left[0]?.installs.map(({ install }) => install)).toEqual(['shop']);
    expect(withoutInstall(two, BARE.address, 'jatos')).toEqual(two);
  });

  it('is meant by each of its names, and by the way there', () => {
    const named = (name: string) => hostsNamed(hosts, name).map(({ address }) => address);
    for (const name of ['study.example.org', 'www.example.org', '203.0.113.7', 'root@203.0.113.7'])
      expect(named(name)).toEqual([STUDY.address]);
    expect(named('2001:db8::7')).toEqual([BARE.address]);
    expect(named('example.org')).toEqual([]);
  });

  it('has paths that mean the same in every folder', () => {
    const whole = (path: string) => `/work/${path}`;
    const target = (address: string) => asSshAddress(withPaths(address, whole));
    expect(target('ssh://a@h?key=my.pem&config=~/c')).toMatchObject({
      ...{ keyFile: '/work/my.pem', configFile: '~/c' },
    });
    expect(withPaths('ssh://a@h', whole)).toBe('ssh://a@h');
    expect(withPaths('local:', whole)).toBe('local:');
  });
});

describe('the file', () => {
  let folder: string;
  let path: string;
  let memory: HostMemory;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hosts-'));
    path = join(folder, 'new', 'hosts.json');
    memory = new HostMemory(path, () => new Date(NOW));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const recall = async () => {
    await memory.settled();
    return await memory.recall();
  };

  it('is begun with the first host, for its owner alone, and read back', async () => {
    expect(await recall()).toEqual({ hosts: [], problem: null });
    memory.note(BARE.address);
    memory.note(STUDY.address, STUDY.installs[0]);
    expect(await recall()).toEqual({
      hosts: [
        { ...STUDY, lastUsed: NOW },
        { ...BARE, lastUsed: NOW },
      ],
      problem: null,
    });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    memory.forget([BARE.address]);
    expect((await recall()).hosts.map(({ address }) => address)).toEqual([STUDY.address]);
    expect(await readdir(join(folder, 'new'))).toEqual(['hosts.json']);
  });

  it.each(['', '{', 'null', '[]', '{"format":0,"hosts":[]}', '{"format":1,"hosts":{}}'])(
    'that holds %j is set aside by the next login, with a word before',
    async (text) => {
      path = join(folder, 'hosts.json');
      memory = new HostMemory(path, () => new Date(NOW));
      await writeFile(path, text);
      const { hosts: none, problem } = await recall();
      expect(none).toEqual([]);
      expect(problem).toContain(`${path}.old`);
      memory.note(BARE.address);
      expect(await recall()).toMatchObject({ hosts: [{ address: BARE.address }], problem: null });
      expect(await readFile(`${path}.old`, 'utf8')).toBe(text);
    },
  );

  it('of a newer setup-server is left alone', async () => {
    path = join(folder, 'hosts.json');
    memory = new HostMemory(path, () => new Date(NOW));
    const text = '{"format":2,"hosts":[]}';
    await writeFile(path, text);
    memory.note(BARE.address);
    expect((await recall()).problem).toContain('newer');
    expect(await readFile(path, 'utf8')).toBe(text);
  });

  it('that can not be written ends nothing', async () => {
    await writeFile(join(folder, 'new'), 'no folder');
    memory.note(BARE.address);
    expect(await recall()).toEqual({ hosts: [], problem: null });
  });

  it('keeps what can be used where some can not, and no escape sequence', () => {
    const text = JSON.stringify({
      format: 1,
      hosts: [
        null,
        { address: 'ssh://-oProxyCommand=id', installs: [], lastUsed: NOW },
        { address: 'ftp://h', installs: [], lastUsed: NOW },
        { address: 'ssh://h', installs: [], lastUsed: 'lately' },
        {
          ...STUDY,
          installs: [
            null,
            { install: 'a', app: 'A\x1b[2J', names: ['x\x1b]0;t\x07', 1] },
            {
              ...{ install: 'b', app: 'B', names: [], others: ['203.0.113.8\x1b[2J', 1] },
              alone: 'all',
            },
          ],
        },
      ],
    });
    expect(readRemembered(text)).toEqual({
      hosts: [
        {
          ...STUDY,
          installs: [
            { install: 'a', app: 'A', names: ['x'] },
            { install: 'b', app: 'B', names: [], others: ['203.0.113.8'] },
          ],
        },
      ],
    });
    expect(readRemembered(rememberedText(hosts))).toEqual({ hosts });
  });
});

describe('a server that joined those of an app', () => {
  const joined: RememberedHost = {
    ...{ address: 'ssh://root@203.0.113.8', installs: [], lastUsed: NOW },
  };
  const servers = { others: ['203.0.113.8'], alone: [] };
  const [study, ...rest] = withOthers([STUDY, BARE], STUDY.address, 'jatos', servers);
  if (!study) throw new Error('It is remembered.');
  const known = [joined, ...rest, study];

  it('is told as one of them', () => {
    expect(hostWords(joined, NOW, known)).toEqual({
      name: '203.0.113.8',
      note: 'one of the servers of study.example.org, root@203.0.113.8, last used today',
    });
    expect(hostWords(joined, NOW, [joined, STUDY]).note).toBe('root@203.0.113.8, last used today');
  });

  it('comes last where a server is chosen, after one that nothing is on, and those with an app come first', () => {
    const seen = new Facts([{ query: REMEMBERED, value: { hosts: known, at: NOW } }]);
    expect(rememberedChoices(seen).map(({ value }) => value)).toEqual([
      ...[study.address, BARE.address, joined.address],
    ]);
  });

  it('is no more than that once an app of its own is on it', () => {
    const own = { install: 'shop', app: 'Shop', names: ['shop.example.org'] };
    const used = withHost(known, joined.address, NOW, own);
    expect(hostWords(used[0] ?? joined, NOW, used).note).toMatch(/^Shop, /);
  });
});

describe('a server that does not answer', () => {
  const silent = new ExpectedError({
    ...{ code: 'ssh.timed-out', what: 'No answer.', why: 'It may be off.', next: ['Compare.'] },
  });
  const MORE = ['203.0.113.8', '203.0.113.9', '203.0.113.10'];
  const first = (others?: readonly string[]): RememberedHost => ({
    ...STUDY,
    installs: [
      { install: 'a', app: 'A', names: [], ...(others && { others: MORE, alone: others }) },
    ],
  });

  it('is told with what goes on without it, where its app runs on others, too', () => {
    const { trouble } = othersGoOn(silent, first(['203.0.113.8', '203.0.113.9'])) as ExpectedError;
    expect(trouble).toMatchObject({ code: 'ssh.timed-out', what: 'No answer.' });
    expect(trouble.why).toMatch(
      /^It may be off\.\nA runs on 203\.0\.113\.8 and 203\.0\.113\.9, too: .*answered without this/,
    );
    expect(trouble.next).toEqual([
      expect.stringMatching(/^Start it again/),
      'Compare.',
      expect.stringMatching(/docker swarm leave --force$/),
    ]);
  });

  it('leaves the others to answer where all parts of the app run there, too', () => {
    expect(othersAlone(stateless)).toEqual(stateless.cluster?.others);
    expect([othersAlone(pinned), othersAlone(inRoles), othersAlone(goal)]).toEqual([[], [], []]);
  });

  it('is remembered with those others, until its app goes back to it', () => {
    const servers = { others: ['203.0.113.8', '203.0.113.9'], alone: ['203.0.113.8'] };
    const spread = withOthers(hosts, STUDY.address, 'jatos', servers);
    expect(spread[0]?.installs[0]).toMatchObject(servers);
    expect(readRemembered(rememberedText(spread))).toEqual({ hosts: spread });
    const back = withOthers(spread, STUDY.address, 'jatos', { others: [], alone: [] });
    expect(readRemembered(rememberedText(back))).toEqual({ hosts });
  });

  it('is told as it is where it is the only one, or nobody was let in', () => {
    expect(othersGoOn(silent, undefined)).toBe(silent);
    expect(othersGoOn(silent, first())).toBe(silent);
    expect(othersGoOn(silent, first([]))).toBe(silent);
    const refused = new ExpectedError({ code: 'ssh.denied', what: 'No.' });
    expect(othersGoOn(refused, first(['203.0.113.8']))).toBe(refused);
  });
});

describe('the question where it should run', () => {
  const question = script
    .flatMap((item) => ('ask' in item ? [item.ask] : []))
    .find(({ id }) => id === 'host.kind');
  if (question?.kind !== 'choice') throw new Error('It is a choice.');
  const choices = (answers: Answers, known: Facts) =>
    question.choices(answers, known).map(({ value, label }) => [value, label]);

  it('offers what is remembered first, then the kinds', () => {
    expect(choices({}, facts)).toEqual([
      [STUDY.address, 'study.example.org'],
      [BARE.address, '2001:db8::7'],
      ['local:', 'localhost'],
      ['ssh', 'A server I already have'],
      ['local', 'This computer'],
      ['ec2', 'A new server at Amazon (EC2)'],
      ['digitalocean', 'A new server at DigitalOcean'],
      ['hetzner', 'A new server at Hetzner'],
    ]);
    expect(question.suggestion?.({}, facts)).toBe(STUDY.address);
    expect(question.suggestion?.({}, new Facts())).toBe('ssh');
  });

  it('keeps a choice that is no longer remembered, and takes no other text for one', () => {
    const other = { 'host.kind': 'ssh://anna@example.org' };
    expect(choices(other, new Facts())[0]).toEqual(['ssh://anna@example.org', 'example.org']);
    expect(choices({ 'host.kind': 'ssh://a b' }, new Facts())).toHaveLength(5);
  });

  it('is all that is asked about the way there', () => {
    const before = { answers: {}, facts, confirmed: [] };
    const chosen = answer(before, { app: 'jatos', 'host.kind': STUDY.address });
    const asked: string[] = [];
    let move = nextMove(script, chosen);
    let interview = chosen;
    while (move.move === 'ask') {
      const [first] = move.questions;
      if (!first || first.kind === 'secret') throw new Error('Nothing secret is asked.');
      asked.push(first.id);
      interview = answer(interview, {
        [first.id]: first.suggestion?.(interview.answers, facts) ?? '',
      });
      move = nextMove(script, interview);
    }
    expect(asked.filter((id) => /^(server|ssh\.(user|port|config|key)$)/.test(id))).toEqual([]);
    expect(move).toEqual({ move: 'look', queries: [query('connection', STUDY.address)] });
    expect(hostKindOf(interview.answers).id).toBe('ssh');
    expect(hostKindOf({ 'host.kind': 'local:' }).address({})).toBe('local:');
  });

  it('may be answered beforehand by an address', async () => {
    const where = { origin: { from: 'file', where: 'study.yaml' } } as const;
    const looked: string[] = [];
    const given = new Map(
      Object.entries({ app: 'jatos', 'host.kind': BARE.address }).map(([id, value]) => [
        id,
        { value, ...where },
      ]),
    );
    const fed = await feed(script, given, async (queries) => {
      looked.push(...queries.map(({ host }) => host));
      const says = 'Permission denied.';
      return queries.map((each) => ({
        query: each,
        value: { open: false, refusal: 'key-refused', says },
      })) as never;
    });
    expect(looked[0]).toBe(BARE.address);
    expect(fed.complete === false && fed.problems.map(({ id }) => id)).not.toContain('server');
    expect(fed.complete === false && fed.problems.map(({ id }) => id)).not.toContain('host.kind');
  });
});
