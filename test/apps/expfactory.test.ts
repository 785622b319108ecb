import { describe, expect, it } from 'vitest';
import type { Answers } from '../../source/answers/answers.ts';
import { judgeOutput } from '../../source/apply/judge-output.ts';
import { expfactory } from '../../source/apps/expfactory.ts';
import { Facts, query } from '../../source/facts/facts.ts';
import { libraryFinding } from '../../source/facts/installs/experiment-library.ts';
import { tokensIn } from '../../source/facts/installs/tokens.ts';
import { accept } from '../../source/questions/accept.ts';
import { textOf } from '../../source/questions/question.ts';
import { Secret } from '../../source/secrets/secret.ts';

const chosen: Answers = { 'expfactory.experiments': 'stroop,flanker' };

function recipe(answers: Answers = {}) {
  return expfactory.recipe({
    answers: { ...chosen, ...answers },
    facts: new Facts(),
    host: 'ssh://root@203.0.113.7:22',
    install: 'expfactory',
    hostname: 'study.example.org',
  });
}

const library = new Facts([
  {
    query: query('experimentLibrary', ''),
    value: {
      is: 'there',
      experiments: [
        { name: 'stroop', tags: ['attention', 'jspsych'] },
        { name: 'n-back', tags: [] },
      ],
    },
  },
]);

const unread = new Facts([
  { query: query('experimentLibrary', ''), value: { is: 'unknown', says: 'No way there.' } },
]);

function questionOf(id: string) {
  const question = expfactory.questions.find((each) => each.id === id);
  if (!question) throw new Error(`No question ${id}`);
  return question;
}

function judge(id: string, raw: unknown, answers: Answers = {}, facts = new Facts()) {
  return accept(questionOf(id), raw, answers, facts);
}

const envOf = (answers: Answers = {}) =>
  Object.fromEntries(recipe(answers).env.map(({ name, value }) => [name, value]));

describe('the recipe', () => {
  it('keeps the results, and nothing else, in a volume; lets in who has a token', () => {
    const { source, container, ready, tokens, ...rest } = recipe();
    expect(container).toMatchObject({
      command: ['start'],
      volumes: [{ source: 'expfactory-data', target: '/scif/data' }],
      ports: [],
      stop: { timeoutSeconds: 30 },
    });
    expect(container.image).toMatch(/^localhost\/expfactory:[0-9a-f]{16}$/);
    expect(source).toMatchObject({
      from: 'host',
      folder: '/var/lib/setup-server/build/expfactory',
    });
    expect(ready.path).toBe('/');
    expect([200, 302, 502].map(ready.status)).toEqual([true, false, false]);
    expect(tokens).toMatchObject({ count: 20 });
    expect(rest).toEqual({
      env: [
        { name: 'EXPFACTORY_DATABASE', value: 'filesystem' },
        { name: 'EXPFACTORY_STUDY_ID', value: 'expfactory' },
        { name: 'EXPFACTORY_HEADLESS', value: 'true' },
        { name: 'EXPFACTORY_RANDOM', value: 'true' },
        { name: 'EXPFACTORY_WTF_CSRF_TIME_LIMIT', value: '10800' },
      ],
      unset: ['EXPFACTORY_EXPERIMENTS', 'EXPFACTORY_DATABASE_PASSWORD'],
      front: {
        port: 80,
        bodyMB: 200,
        timeoutSeconds: 300,
        buffering: true,
        websocketTimeoutSeconds: 60,
      },
      first: [
        'Give each participant the address and a token, to be typed there. A link with the token in it does not work.',
        'The Experiment Factory is not maintained since 2022. Take the server down when your study is over.',
      ],
      data: 'volume expfactory-data',
    });
  });

  it('has another image for other experiments only', () => {
    const image = (experiments: string, more: Answers = {}) =>
      recipe({ 'expfactory.experiments': experiments, ...more }).container.image;
    expect(image('flanker,stroop')).toBe(image('stroop,flanker'));
    expect(image('stroop,flanker', { 'expfactory.study': 'later' })).toBe(image('stroop,flanker'));
    expect(image('stroop')).not.toBe(image('stroop,flanker'));
  });

  it('names the experiments where their order or a part of them is wanted', () => {
    expect(envOf({ 'expfactory.random': false })).toMatchObject({
      EXPFACTORY_RANDOM: 'false',
      EXPFACTORY_EXPERIMENTS: 'stroop,flanker',
    });
    expect(envOf({ 'expfactory.only': 'flanker' }).EXPFACTORY_EXPERIMENTS).toBe('flanker');
  });

  it('makes no tokens where everybody may take part', () => {
    const open = recipe({ 'expfactory.access': 'everybody' });
    expect(open.tokens).toBeUndefined();
    expect(open.env).toContainEqual({ name: 'EXPFACTORY_HEADLESS', value: 'false' });
    expect(open.first[0]).toContain('Everybody');
  });
});

describe('the database', () => {
  it.each([
    [
      'postgresql',
      'postgresql',
      'POSTGRES_PASSWORD',
      'PostgreSQL, in the volume expfactory-postgres',
    ],
    ['mariadb', 'mysql+pymysql', 'MARIADB_PASSWORD', 'MariaDB, in the volume expfactory-db'],
  ])('%s stands beside it, with a password made up for both', (kind, dialect, name, data) => {
    const made = recipe({ 'expfactory.database': kind });
    expect(made.companions?.map((each) => each.name)).toEqual(['db']);
    expect(made.companions?.[0]?.env).toContainEqual({
      name,
      value: { generate: 'letters-and-digits', length: 32 },
    });
    const env = envOf({ 'expfactory.database': kind });
    expect(env.EXPFACTORY_DATABASE).toBe(
      `${dialect}://expfactory:PASSWORD@expfactory-db/expfactory`,
    );
    expect(env.EXPFACTORY_DATABASE_PASSWORD).toEqual({ sameAs: 'db', name });
    expect(made.data).toBe(data);
  });

  it('of a person is named without its password, which stays where it was not told again', () => {
    const own = {
      'expfactory.database': 'own',
      'expfactory.databaseAddress': 'mysql://study@db.example.org:3306/study',
    };
    const password = new Secret('hush');
    const told = envOf({ ...own, 'expfactory.databasePassword': password });
    expect(told.EXPFACTORY_DATABASE).toBe(
      'mysql+pymysql://study:PASSWORD@db.example.org:3306/study',
    );
    expect(told.EXPFACTORY_DATABASE_PASSWORD).toBe(password);
    expect(envOf(own)).not.toHaveProperty('EXPFACTORY_DATABASE_PASSWORD');
    expect(recipe(own).unset).not.toContain('EXPFACTORY_DATABASE_PASSWORD');
  });

  it.each([
    ['postgres://study@db.example.org/study', { value: 'postgresql://study@db.example.org/study' }],
    [
      'mysql://study:hush@db.example.org/study',
      { problem: 'Leave the password out; it is asked for by itself.' },
    ],
    ['db.example.org', { problem: 'Like postgresql://user@server/database, or mysql://…' }],
  ])('at %s', (raw, wanted) => {
    expect(judge('expfactory.databaseAddress', raw)).toEqual(wanted);
  });
});

describe('experiments', () => {
  it('are chosen from the library as it is now, by tags as well as by name', () => {
    const question = questionOf('expfactory.experiments');
    expect(question.kind === 'several' && question.choices({}, library)).toEqual([
      { value: 'stroop', label: 'stroop', note: 'attention, jspsych' },
      { value: 'n-back', label: 'n-back' },
    ]);
    expect(textOf(question.hint ?? '', {}, library)).toContain('whose makers stopped in 2022');
  });

  it('that the library does not have are refused, with what was meant', () => {
    expect(judge('expfactory.experiments', 'strop', {}, library)).toEqual({
      problem: 'The library has no experiment "strop". Did you mean stroop?',
    });
  });

  it('are typed where the library could not be read, and looked up by the builder', () => {
    expect(judge('expfactory.experiments', ['my-own', 'stroop'], {}, unread)).toEqual({
      value: 'my-own,stroop',
    });
    expect(judge('expfactory.experiments', '../etc', {}, unread)).toEqual({
      problem: '"../etc" is no name of an experiment. For example: stroop',
    });
    expect(libraryFinding({ is: 'unknown', says: 'No way there.' })).toMatchObject({
      status: 'warning',
      note: 'No way there.',
    });
  });

  it('may be left out of the study only if they were chosen', () => {
    expect(judge('expfactory.only', 'n-back', chosen)).toEqual({
      problem: 'n-back is none of the experiments that you chose: stroop, flanker.',
    });
    expect(judge('expfactory.only', '', chosen)).toEqual({ value: '' });
  });
});

describe('answers', () => {
  it.each([
    [
      'expfactory.tokens',
      '401',
      'A whole number, at most 400. More can be made on the server: see the last page.',
    ],
    ['expfactory.minutes', '5', 'A whole number of minutes, from 10 to 10080 (a week).'],
    [
      'expfactory.study',
      'a/b',
      'Letters, digits, hyphens and underscores, at most 64: memory-2027',
    ],
  ])('%s is not %s', (id, raw, problem) => {
    expect(judge(id, raw)).toEqual({ problem });
  });
});

describe('tokens', () => {
  it('are read from what its own program prints', () => {
    const output = [
      '027025c5-0f51-4158-8c70-3d4ea56fda76[active]',
      '3f1a25c5-0f51-4158-8c70-3d4ea56fda76[finished]',
      'finished[finished]',
      '[active]',
      'Some warning',
    ].join('\n');
    const seen = tokensIn({ code: 0, output });
    expect(seen?.all).toBe(3);
    expect(seen?.active.map((token) => token.reveal())).toEqual([
      '027025c5-0f51-4158-8c70-3d4ea56fda76',
    ]);
    expect(tokensIn({ code: 1, output })).toBeUndefined();
    expect(tokensIn(null)).toBeUndefined();
  });

  it.each([
    ['filesystem', 'expfactory users --list'],
    ['sqlite', 'expfactory --database sqlite users --list'],
    ['postgresql', 'python3 -c "from expfactory.server import app; app.list_users()"'],
  ])('are listed for %s by %s', (kind, command) => {
    expect(recipe({ 'expfactory.database': kind }).tokens?.byHand.list).toBe(command);
  });
});

describe('what the builder prints', () => {
  it('names an experiment that it does not know', () => {
    expect(
      judgeOutput('WARNING strop not in library\nNot in the library: strop n-bak'),
    ).toMatchObject({
      code: 'expfactory.no-such-experiment',
      what: 'The library has no experiment of this name: strop, n-bak.',
    });
  });

  it.each([
    ['The builder wrote no recipe.', 'expfactory.no-recipe'],
    ["The builder's recipe is not as expected.", 'expfactory.other-recipe'],
  ])('%s', (line, code) => {
    expect(judgeOutput(`Traceback\n${line}`)).toMatchObject({ code });
  });
});

describe('on several servers', () => {
  const spread = (database: string) =>
    expfactory.several?.spread({
      ...{
        answers: { 'expfactory.database': database },
        facts: new Facts(),
        host: 'ssh://root@203.0.113.7',
      },
      ...{ install: 'expfactory', hostname: 'study.example.org' },
    });

  it.each(['filesystem', 'sqlite'])('stays on one with its results in %s', (database) => {
    expect(spread(database)?.roles).toEqual([{ name: 'app', runs: 'once' }]);
  });

  it('runs in copies where a database server has the results', () => {
    const copies = [{ name: 'app', runs: 'copies', volumes: [] }];
    expect(spread('own')).toEqual({ roles: copies, update: 'one-by-one' });
    expect(spread('postgresql')).toEqual({ roles: copies, update: 'together' });
  });
});
