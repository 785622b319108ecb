import { describe, expect, it } from 'vitest';
import type { Answers } from '../../source/answers/answers.ts';
import { STOPPED } from '../../source/containers/stopped.ts';
import { WHAT } from '../../source/errands/menu/chosen.ts';
import { chosenAnswers } from '../../source/errands/menu/chosen-answers.ts';
import { MENU } from '../../source/errands/menu/entries.ts';
import { entryIn, MenuErrand, menuScript } from '../../source/errands/menu/menu.ts';
import { whyNotOnSeveral } from '../../source/errands/not-on-several.ts';
import { growQuestions, growScript } from '../../source/errands/servers/grow-questions.ts';
import { drainScript, grownAnew } from '../../source/errands/servers/questions.ts';
import type { SwarmNodeFact } from '../../source/facts/docker/swarm.ts';
import type { SwarmServiceFact } from '../../source/facts/docker/swarm-services.ts';
import { Facts, type FactTypes, type Query, query } from '../../source/facts/facts.ts';
import type { Goal } from '../../source/goal.ts';
import { REMEMBERED } from '../../source/hosts/remembered.ts';
import { answer, type Interview, nextMove } from '../../source/interview.ts';
import type { ChoiceQuestion } from '../../source/questions/question.ts';
import { suggestionOf, textOf } from '../../source/questions/question.ts';
import { questions } from '../../source/script.ts';
import type { Session } from '../../source/session/session.ts';
import { WHICH_INSTALL } from '../../source/status/renewal-script.ts';
import { FRONT_LABEL } from '../../source/swarm/stack.ts';
import { system } from '../core/example-goal.ts';
import { sampleContainer } from '../core/sample-container.ts';

const NOW = '2026-11-21T12:00:00.000Z';
const RECORDED = {
  app: 'image',
  install: 'hello',
  'image.reference': 'example/hello:1',
  'image.port': '8080',
  hostname: 'hello.example.org',
  'certificate.terms': true,
};

type Replies = { readonly [Name in keyof FactTypes]?: FactTypes[Name] };

const WELL: Replies = {
  system,
  login: { user: 'root', root: 'already', groups: ['root'] },
  addresses: { v4: ['203.0.113.7'], v6: [] },
  installs: ['hello'],
  record: {
    ...{ format: 1, app: 'image', image: 'example/hello:1', digest: null },
    ...{ by: 'anna@laptop', at: '2026-10-01T00:00:00Z', version: '0.1.0' },
    answers: RECORDED,
  },
  disk: { path: '/', totalMB: 40_000, freeMB: 30_000, freeInodes: null },
  renewal: null,
  container: sampleContainer({ image: 'example/hello:1', startedAt: '2026-09-01T10:00:00Z' }),
  certificate: {
    names: ['hello.example.org'],
    ...{ from: '2026-10-10T00:00:00.000Z', until: '2027-01-08T00:00:00.000Z' },
    ...{ issuer: 'R10', keyFits: true },
  },
  image: { id: 'x', digest: 'example/hello@sha256:1', sizeBytes: 1 },
  manifest: { is: 'there', digest: 'sha256:2', platforms: [] },
  website: { reached: true, status: 200, body: '', location: null },
  backups: [],
};

/** Goes on until a question of the menu comes, with what is looked at on the way. */
function untilAsked(changes: Replies = {}, given: Answers = {}): Interview {
  const replies: Replies = { ...WELL, ...changes };
  const seenBefore = new Facts([{ query: REMEMBERED, value: { hosts: [], at: NOW } }]);
  const start = { answers: {}, facts: seenBefore, confirmed: [] };
  const way = { 'host.kind': 'ssh', server: 'root@203.0.113.7', 'ssh.user': 'root' };
  let interview = answer(start, { ...way, ...given });
  for (;;) {
    const move = nextMove(menuScript(), interview);
    if (move.move === 'done') return interview;
    if (move.move === 'ask') {
      const [question] = move.questions;
      if (question?.id === WHAT || question?.id === WHICH_INSTALL) return interview;
      const value = question?.kind === 'confirm' ? true : '';
      interview = answer(interview, { [question?.id ?? '']: value });
      continue;
    }
    const sightings = move.queries.map((query: Query) => ({
      query,
      value: replies[query.fact] ?? null,
    }));
    interview = { ...interview, facts: interview.facts.with(sightings as never) };
  }
}

function question(interview: Interview): ChoiceQuestion {
  const move = nextMove(menuScript(), interview);
  const [asked] = move.move === 'ask' ? move.questions : [];
  if (asked?.kind !== 'choice') throw new Error('No choice is asked.');
  return asked;
}

const choices = (interview: Interview) =>
  question(interview)
    .choices(interview.answers, interview.facts)
    .map(({ value }) => value);

describe('whoever comes back to an app', () => {
  it('is told how it is', () => {
    const interview = untilAsked();
    const { title, hint = '' } = question(interview);
    const { answers, facts } = interview;
    expect(textOf(title, answers, facts)).toBe('hello.example.org');
    const text = textOf(hint, answers, facts);
    expect(text).toMatch(/^example\/hello:1 is up since 1 Sep 2026\./);
    expect(text).toContain('There is a newer image of it.');
    expect(text).toContain('Certificate: 47 days left.');
    expect(text).toContain('Disk: 25 % used.');
    expect(text).toContain('Last copy of its data: none on the server.');
  });

  it('is offered what can be done with it as it is', () => {
    expect(choices(untilAsked())).toEqual(
      expect.arrayContaining([
        'upgrade',
        'backup-make',
        'stop',
        'logs',
        'shell',
        'renew',
        'remove',
      ]),
    );
    expect(choices(untilAsked())).not.toContain('start');
    const answers = { ...RECORDED, [STOPPED]: '2026-11-20T00:00:00Z' };
    const record = { ...WELL.record, answers } as FactTypes['record'];
    const container = sampleContainer({ state: 'exited' });
    const rests = choices(untilAsked({ record, container }));
    expect(rests[0]).toBe('start');
    expect(rests).not.toContain('stop');
    expect(rests).not.toContain('shell');
  });

  it('is offered first to go on with what is not at its end', () => {
    const change = (kind: 'upgrade' | 'move', state: 'begun' | 'done') =>
      ({
        ...{ format: 2, kind, state, from: [], to: {}, restored: null, backup: null },
        ...{ restoring: null, at: '2026-11-20T00:00:00Z', by: 'anna@laptop' },
        ...(kind === 'move' && { move: { role: 'left', peer: '203.0.113.8' } }),
      }) as FactTypes['change'];
    const first = (interview: Interview) =>
      question(interview).choices(interview.answers, interview.facts)[0];
    const unfinished = { note: 'not at its end: go on, or undo it' };
    const revised = untilAsked({ change: change('upgrade', 'begun') });
    expect(first(revised)).toMatchObject({ value: 'upgrade', ...unfinished });
    // Only the same file ends that.
    const arriving = { ...change('upgrade', 'begun'), kind: 'restore', arriving: true };
    expect(first(untilAsked({ change: arriving as FactTypes['change'] }))).not.toMatchObject(
      unfinished,
    );
    const answers = { ...RECORDED, [STOPPED]: '2026-11-20T00:00:00Z' };
    const record = { ...WELL.record, answers } as FactTypes['record'];
    const container = sampleContainer({ state: 'exited' });
    const moved = untilAsked({ record, container, change: change('move', 'begun') });
    expect(first(moved)).toMatchObject({ value: 'move', ...unfinished });
    // It would not be started there.
    expect(choices(moved)).not.toContain('start');
    const { hint = '' } = question(moved);
    const text = textOf(hint, moved.answers, moved.facts);
    expect(text).toMatch(/is on its way to 203\.0\.113\.8, and rests here/);
    expect(text).not.toContain('was stopped by its owner');
    expect(first(untilAsked({ change: change('upgrade', 'done') }))).toMatchObject({
      note: 'there is a newer image',
    });
  });

  it('is not asked for servers where the app can not be on several, whichever they are', () => {
    const jatos = { app: 'jatos', 'jatos.version': '3.10.4', hostname: 'hello.example.org' };
    const way = { 'host.kind': 'ssh', server: 'root@203.0.113.7', install: 'hello' };
    const host = 'ssh://root@203.0.113.7';
    const asked = (changes: Answers) => {
      const record = { ...WELL.record, app: 'jatos', answers: { ...jatos, ...changes } };
      const facts = new Facts([
        { query: query('installs', host), value: ['hello'] },
        { query: query('record', host, 'hello'), value: record },
      ] as never);
      const asks = growScript.flatMap((item) => ('ask' in item ? [item.ask] : []));
      const hosts = asks.find(({ id }) => id === 'swarm.hosts');
      return [hosts?.when?.(way, facts), whyNotOnSeveral(way, facts)?.why];
    };
    expect(asked({})).toEqual([false, expect.stringContaining('database is H2')]);
    const shared = { 'jatos.database': 'mariadb', 'jatos.folder': '/mnt/shared/jatos' };
    expect(asked(shared)).toEqual([true, undefined]);
  });

  it('is offered little where the record is of no use', () => {
    const record = { ...WELL.record, damage: 'It is not valid JSON.' } as FactTypes['record'];
    expect(choices(untilAsked({ record }))).toEqual(expect.arrayContaining(['logs', 'history']));
    expect(choices(untilAsked({ record }))).not.toContain('stop');
  });

  it('chooses among several', () => {
    const interview = untilAsked({ installs: ['hello', 'other'] });
    const move = nextMove(menuScript(), interview);
    expect(move).toMatchObject({ move: 'ask', questions: [{ id: WHICH_INSTALL }] });
  });
});

const ON_SEVERAL = {
  ...RECORDED,
  'swarm.hosts': 'root@203.0.113.8 root@203.0.113.9',
  'swarm.addresses': '10.0.0.7 10.0.0.8 10.0.0.9',
  'swarm.replicas': '3',
  'swarm.stateless': true,
  'swarm.image': 'example/hello:1@sha256:1',
};

const member = (number: number, changes: Partial<SwarmNodeFact> = {}): SwarmNodeFact => ({
  ...{ id: `n${number}`, hostname: `web${number}`, address: `10.0.0.${number}`, role: 'manager' },
  ...{ leader: number === 7, ready: true, availability: 'active', reachable: true },
  ...{ labels: { [FRONT_LABEL]: 'yes' }, engine: '28.5.0' },
  ...changes,
});

const app: SwarmServiceFact = {
  ...{ name: 'app', labels: {}, replicas: 3, update: '', failures: [] },
  tasks: [7, 8, 9].map((number) => {
    return { node: `n${number}`, running: true, leaving: false, spec: '', error: '' };
  }),
};

const front: SwarmServiceFact = { ...app, name: 'front' };

describe('whoever comes back to an app on several servers', () => {
  const record = { ...WELL.record, answers: ON_SEVERAL } as FactTypes['record'];
  const swarmNodes = [member(7), member(8, { availability: 'drain' }), member(9)];
  const seen: Replies = { record, swarmNodes, swarmServices: [app, front] };
  const offered = (interview: Interview) =>
    question(interview).choices(interview.answers, interview.facts);
  const chosen = (...given: Answers[]) =>
    given.reduce((interview, each) => answer(interview, each), untilAsked(seen));

  it('is told so, and offered what is possible there', () => {
    const interview = untilAsked(seen);
    const { hint = '' } = question(interview);
    expect(textOf(hint, interview.answers, interview.facts)).toMatch(
      /runs in 3 of 3 copies, on 3 of 3 servers\./,
    );
    expect(choices(interview)).toEqual(expect.arrayContaining(['servers', 'shrink', 'logs']));
    expect(choices(interview)).not.toContain('grow');
    expect(offered(untilAsked({ ...seen, manifest: null }))).toContainEqual(
      expect.objectContaining({ value: 'upgrade', note: 'copy by copy; visitors are answered' }),
    );
    expect(choices(untilAsked())).toContain('grow');
    expect(choices(untilAsked())).not.toContain('servers');
  });

  it('is told where growing was cut off, and goes on with it', () => {
    const half = [member(7), member(8, { labels: {} }), member(9, { labels: {} })];
    const interview = untilAsked({ ...seen, swarmNodes: half });
    expect(offered(interview)[0]).toMatchObject({
      ...{ value: 'servers', note: 'not all let visitors in: go on there' },
    });
    const { hint = '' } = question(interview);
    expect(textOf(hint, interview.answers, interview.facts)).toContain(
      'The web server of the cluster lets nobody in on 203.0.113.8, 203.0.113.9.',
    );
    const servers = answer(interview, { [WHAT]: 'servers' });
    expect(offered(servers)).toContainEqual(
      expect.objectContaining({ value: 'copies', label: 'Go on' }),
    );
    const { suggestion } = question(servers);
    expect(suggestion?.(servers.answers, servers.facts)).toBe('copies');
  });

  it('is not told so of a server that was emptied on purpose', () => {
    const emptied = [member(7), member(8, { availability: 'drain', labels: {} }), member(9)];
    const fronts = { ...front, tasks: front.tasks.filter(({ node }) => node !== 'n8') };
    const there = { ...seen, swarmNodes: emptied, swarmServices: [app, fronts] };
    const interview = untilAsked(there);
    expect(offered(interview)[0]).not.toMatchObject({ value: 'servers' });
    const servers = answer(interview, { [WHAT]: 'servers' });
    expect(offered(servers)).toContainEqual(
      expect.objectContaining({ value: 'copies', label: 'More or fewer copies' }),
    );
  });

  it('sees server by server how it is', () => {
    expect(offered(chosen({ [WHAT]: 'servers' }))).toMatchObject([
      { value: '203.0.113.7', note: '1 copy, leads the others' },
      { value: '203.0.113.8', note: '1 copy, emptied, for work on it' },
      { value: '203.0.113.9', note: '1 copy' },
      { value: 'add' },
      { value: 'copies' },
    ]);
  });

  it('is offered for each what can be done with that one', () => {
    const of = (server: string) =>
      offered(chosen({ [WHAT]: 'servers' }, { 'servers.which': server })).map(({ value }) => value);
    expect(of('203.0.113.7')).toEqual(['empty']);
    expect(of('203.0.113.8')).toEqual(['again', 'replace', 'remove']);
    expect(of('203.0.113.9')).toEqual(['empty', 'replace', 'remove']);
    const lost = { ...seen, swarmNodes: [member(7), member(9, { ready: false })] };
    const given = { [WHAT]: 'servers', 'servers.which': '203.0.113.9' };
    const first = offered(answer(untilAsked(lost), given)).map(({ value }) => value);
    expect(first).toEqual(['replace', 'remove', 'empty']);
  });

  it('grows anew with the servers that are wished', () => {
    const grown = (given: Answers) => {
      const { answers, facts } = chosen({ [WHAT]: 'servers' }, given);
      return grownAnew(answers, facts)['swarm.hosts'];
    };
    const address = { 'servers.address': 'root@203.0.113.10' };
    expect(grown({ 'servers.which': 'add', ...address })).toBe(
      'root@203.0.113.8 root@203.0.113.9 root@203.0.113.10',
    );
    const [second, third] = ['203.0.113.8', '203.0.113.9'];
    expect(grown({ 'servers.which': second, 'servers.how': 'replace', ...address })).toBe(
      'root@203.0.113.9 root@203.0.113.10',
    );
    expect(grown({ 'servers.which': third, 'servers.how': 'remove' })).toBe('root@203.0.113.8');
  });

  it('forgets by which addresses the others reach them where they are others', () => {
    const known = (given: Answers) => {
      const { answers, facts } = chosen({ [WHAT]: 'servers' }, given);
      return grownAnew(answers, facts)['swarm.addresses'];
    };
    expect(known({ 'servers.which': 'copies' })).toBe('10.0.0.7 10.0.0.8 10.0.0.9');
    const wished = { 'servers.which': '203.0.113.9', 'servers.how': 'replace' };
    expect(known({ ...wished, 'servers.address': 'root@203.0.113.10' })).toBeUndefined();
  });

  it('is asked where another one comes from, which may be made where those before were made', () => {
    const script = menuScript();
    const made = {
      ...record,
      answers: { ...ON_SEVERAL, 'swarm.made': 'hetzner://study-2=203.0.113.8' },
    };
    const interview = [{ [WHAT]: 'servers' }, { 'servers.which': 'add' }].reduce(
      answer,
      untilAsked({ ...seen, record: made as FactTypes['record'] }),
    );
    const move = nextMove(script, interview);
    const from = move.move === 'ask' ? move.questions[0] : undefined;
    expect(from?.id).toBe('swarm.from');
    expect(offered(interview)).toMatchObject([
      { value: 'have', label: 'I have it' },
      ...['Amazon (EC2)', 'DigitalOcean', 'Hetzner'].map((company) => ({
        label: `A new one at ${company}`,
      })),
    ]);
    expect(from && suggestionOf(from, interview.answers, interview.facts)).toBe('hetzner');
    const own = answer(interview, { 'swarm.from': 'have' });
    expect(nextMove(script, own)).toMatchObject({ questions: [{ id: 'servers.address' }] });
    const copies = answer(interview, { 'servers.which': 'copies' });
    expect(nextMove(script, copies)).not.toMatchObject({ questions: [{ id: 'swarm.from' }] });
  });

  it('may begin anew with the first one and another where more than half of those that decide are lost', () => {
    const swarm = { state: 'active', node: 'n7', manager: true } as FactTypes['swarm'];
    const menu = untilAsked({ ...seen, swarmNodes: null, swarm });
    expect(offered(menu)[0]).toMatchObject({
      value: 'servers',
      note: expect.stringMatching('lost'),
    });
    const lost = answer(menu, { [WHAT]: 'servers' });
    // Nothing else can be changed.
    expect(offered(lost).map(({ value }) => value)).toEqual(['anew']);
    const { hint = '' } = question(lost);
    expect(textOf(hint, lost.answers, lost.facts)).toContain(
      'start them again (203.0.113.8, 203.0.113.9)',
    );
    const drained = drainScript.flatMap((item) => ('ask' in item ? [item.ask] : []));
    const which = drained.find(({ id }) => id === 'servers.which');
    const notes = which?.kind === 'choice' && which.choices(lost.answers, lost.facts);
    expect(notes).toContainEqual(expect.objectContaining({ note: 'not known now' }));
    const { answers, facts } = answer(lost, {
      ...{ 'servers.which': 'anew', 'servers.address': 'root@203.0.113.10' },
    });
    expect(grownAnew(answers, facts)['swarm.hosts']).toBe('root@203.0.113.10');
    expect(offered(chosen({ [WHAT]: 'servers' })).map(({ value }) => value)).not.toContain('anew');
  });

  it('stays the same menu while other servers are wished', () => {
    const interview = answer(untilAsked(), { 'swarm.hosts': 'root@203.0.113.8' });
    expect(choices(interview)).toContain('grow');
  });
});

describe('the menu', () => {
  it('asks no question under a name that another one has', () => {
    const ids = menuScript().flatMap((item) => ('ask' in item ? [item.ask.id] : []));
    const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
    // The same questions of the whole job, or of growing, where another line of the menu asks them, too.
    const known = [...questions, ...growQuestions].map(({ id }) => id);
    expect(twice.filter((id) => !known.includes(id))).toEqual([]);
    expect(new Set(MENU.map(({ id }) => id)).size).toBe(MENU.length);
  });

  it('hears nothing of what was typed for another line before the person went back', () => {
    const typed = { 'swarm.hosts': 'root@203.0.113.8', hostname: 'other.example.org' };
    const way = { server: 'root@203.0.113.7', 'ssh.user': 'root', install: 'hello' };
    const meant = (chosen: string, given: Answers = {}) =>
      chosenAnswers({ ...way, ...typed, [WHAT]: chosen }, given);
    expect(meant('renew')).toEqual({ ...way, [WHAT]: 'renew' });
    expect(meant('grow')['swarm.hosts']).toBe('root@203.0.113.8');
    // It was not typed but given, whatever is chosen.
    const token = { 'dns.desec.token': 'given beforehand' };
    expect(meant('renew', { ...token, hostname: 'given.example.org' })).toMatchObject(token);
  });

  it('asks for what is chosen only', () => {
    const interview = answer(untilAsked(), { [WHAT]: 'stop' });
    expect(nextMove(menuScript(), interview)).toEqual({ move: 'done' });
    expect(entryIn(interview.answers)?.doing).toBe('Stopping');
  });

  it('hands the session to what was chosen, without its own answer', async () => {
    const errand = new MenuErrand(async () => {
      throw new Error('asked who it is');
    });
    const session = errand.over({ look: async function* () {} } as unknown as Session<Goal>);
    const signal = new AbortController().signal;
    const begun = session.prepare({ [WHAT]: 'stop' }, new Facts(), signal);
    await expect(begun).rejects.toThrow('asked who it is');
    expect(errand.narrow([], {} as never)).toEqual([]);
  });

  it('says of a server that only joined those of an app where that is looked after', async () => {
    const errand = new MenuErrand(async () => ({}) as never);
    const session = errand.over({} as unknown as Session<Goal>);
    const signal = new AbortController().signal;
    const study = { install: 'a', app: 'A', names: ['a.example.org'], others: ['203.0.113.8'] };
    const hosts = [{ address: 'ssh://root@203.0.113.7', installs: [study], lastUsed: NOW }];
    const known = new Facts([{ query: REMEMBERED, value: { hosts, at: NOW } }]);
    const chosen = (server: string) => session.prepare({ server }, known, signal);
    await expect(chosen('203.0.113.8')).rejects.toMatchObject({
      trouble: {
        what: '203.0.113.8 is one of the servers of a.example.org.',
        next: [expect.stringContaining('npx setup-server menu a.example.org')],
      },
    });
    await expect(chosen('203.0.113.9')).rejects.toThrow('There is nothing on 203.0.113.9');
  });
});
