import { describe, expect, it } from 'vitest';
import type { Answers } from '../../source/answers/answers.ts';
import { TRUSTING_THE_FRONT } from '../../source/apps/jatos/access.ts';
import { heapMB } from '../../source/apps/jatos/command.ts';
import { jatos } from '../../source/apps/jatos.ts';
import { Facts, query } from '../../source/facts/facts.ts';
import { accept } from '../../source/questions/accept.ts';
import { isOptional } from '../../source/questions/question.ts';
import { Secret } from '../../source/secrets/secret.ts';

const host = 'ssh://root@203.0.113.7:22';

function memory(totalMB: number): Facts {
  const value = { totalMB, availableMB: totalMB, swapMB: 0 };
  return new Facts([{ query: query('memory', host), value }]);
}

function recipe(answers: Answers = {}, facts = memory(1967), besideMB = 0) {
  return jatos.recipe({
    answers,
    facts,
    host,
    install: 'jatos',
    hostname: 'study.example.org',
    besideMB,
  });
}

function judge(id: string, raw: unknown, answers: Answers = {}) {
  const question = jatos.questions.find((each) => each.id === id);
  if (!question) throw new Error(`No question ${id}`);
  return accept(question, raw, answers, new Facts());
}

describe('the recipe', () => {
  it('is all of this when nothing special is asked for', () => {
    const { defaultLogin, ready, ...rest } = recipe();
    expect(rest).toEqual({
      container: {
        image: 'jatos/jatos:3.10.4',
        command: [
          '-J-Xmx1216M',
          '-Dplay.http.session.secure=true',
          '-Djatos.idCookies.secure=true',
          ...TRUSTING_THE_FRONT,
        ],
        volumes: [{ source: 'jatos-data', target: '/opt/jatos_data' }],
        ports: [],
        stop: { command: ['./loader.sh', 'stop'], timeoutSeconds: 5 },
      },
      env: [
        { name: 'JATOS_SECRET', value: { generate: 'letters-and-digits', length: 64 } },
        { name: 'JATOS_LOGS_APPENDER', value: 'ASYNCSTDOUT' },
      ],
      unset: [
        'JATOS_RESULT_UPLOADS_MAX_FILE_SIZE',
        'JATOS_RESULT_UPLOADS_LIMIT_PER_STUDY_RUN',
        'JATOS_URL_BASE_PATH',
        'JATOS_THREADPOOL_SIZE',
        'JATOS_DB_CONNECTIONPOOL_SIZE',
        'JATOS_DB_URL',
        'JATOS_DB_USERNAME',
        'JATOS_DB_DRIVER',
        'JATOS_DB_PASSWORD',
        'JATOS_LDAP_ADMIN_PASSWORD',
        'JATOS_OIDC_CLIENT_SECRET',
        'JATOS_ORCID_CLIENT_SECRET',
      ],
      front: {
        port: 9000,
        bodyMB: 500,
        timeoutSeconds: 300,
        buffering: false,
        websocketTimeoutSeconds: 604_800,
      },
      first: [],
      data: 'volume jatos-data',
      underWay: {
        path: '/publix/',
        who: 'in the middle of a study',
        loses: 'What they have not sent yet may be lost.',
      },
    });
    expect(ready).toMatchObject({ path: '/ping', patienceSeconds: 300 });
    expect(defaultLogin).toMatchObject({
      user: 'admin',
      password: 'admin',
      path: '/jatos/signin/local',
      form: { username: 'admin', password: 'admin' },
      headers: { 'X-Requested-With': 'XMLHttpRequest' },
      close: [],
      follows: ['JATOS_DB_URL'],
    });
  });

  it('is ready only when JATOS itself says pong', () => {
    const { ready } = recipe();
    expect(ready.status(200)).toBe(true);
    expect(ready.status(503)).toBe(false);
    expect(['pong', 'pong\n', '<p>pong</p>', ''].map((body) => ready.body?.test(body))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('takes settings over, and lets larger uploads through the front', () => {
    const { env, unset, front } = recipe({
      'settings.JATOS_RESULT_UPLOADS_MAX_FILE_SIZE': '600MB',
      'settings.JATOS_RESULT_UPLOADS_LIMIT_PER_STUDY_RUN': '2GB',
      'settings.JATOS_THREADPOOL_SIZE': '300',
    });
    expect(env.slice(2)).toEqual([
      { name: 'JATOS_RESULT_UPLOADS_MAX_FILE_SIZE', value: '600MB' },
      { name: 'JATOS_RESULT_UPLOADS_LIMIT_PER_STUDY_RUN', value: '2GB' },
      { name: 'JATOS_THREADPOOL_SIZE', value: '300' },
    ]);
    expect(unset).not.toContain('JATOS_THREADPOOL_SIZE');
    expect(front.bodyMB).toBe(2200);
  });

  it('moves check and sign-in below the base path', () => {
    const { env, ready, defaultLogin } = recipe({ 'settings.JATOS_URL_BASE_PATH': '/lab/' });
    expect(env).toContainEqual({ name: 'JATOS_URL_BASE_PATH', value: '/lab/' });
    expect(ready.path).toBe('/lab/ping');
    expect(defaultLogin?.path).toBe('/lab/jatos/signin/local');
    expect(recipe({ 'settings.JATOS_URL_BASE_PATH': '/' }).ready.path).toBe('/ping');
  });

  it('uses a MySQL database with the one right driver', () => {
    const { env, unset } = recipe({
      'settings.JATOS_DB_URL': 'jdbc:mysql://db/jatos',
      'settings.JATOS_DB_USERNAME': 'jatosuser',
      'settings.JATOS_DB_PASSWORD': new Secret('abc'),
    });
    expect(env.slice(2)).toEqual([
      { name: 'JATOS_DB_URL', value: 'jdbc:mysql://db/jatos' },
      { name: 'JATOS_DB_USERNAME', value: 'jatosuser' },
      { name: 'JATOS_DB_DRIVER', value: 'com.mysql.cj.jdbc.Driver' },
      { name: 'JATOS_DB_PASSWORD', value: new Secret('abc') },
    ]);
    expect(unset.includes('JATOS_DB_PASSWORD')).toBe(false);
  });

  it('keeps the database password of the server where none is given', () => {
    const { env, unset } = recipe({
      'settings.JATOS_DB_URL': 'jdbc:mysql://db/jatos',
      'settings.JATOS_DB_PASSWORD': new Secret(''),
    });
    expect(env.map(({ name }) => name)).not.toContain('JATOS_DB_PASSWORD');
    expect(unset).not.toContain('JATOS_DB_PASSWORD');
  });

  it('lets memory and options be chosen, and names everything after the install', () => {
    const { container, data } = jatos.recipe({
      answers: {
        'jatos.version': '3.9.8',
        'jatos.memory': '3G',
        'jatos.arguments': '-Djatos.user.password.length=12 -J-Xss2M',
      },
      facts: memory(1967),
      host,
      install: 'jatos-teaching',
      hostname: 'study.example.org',
    });
    expect(container).toMatchObject({
      image: 'jatos/jatos:3.9.8',
      command: [
        '-J-Xmx3G',
        '-Dplay.http.session.secure=true',
        '-Djatos.idCookies.secure=true',
        ...TRUSTING_THE_FRONT,
        '-Djatos.user.password.length=12',
        '-J-Xss2M',
      ],
      volumes: [{ source: 'jatos-teaching-data', target: '/opt/jatos_data' }],
    });
    expect(data).toBe('volume jatos-teaching-data');
  });

  it('leaves the memory to Java where nothing is known of the server', () => {
    expect(recipe({}, new Facts()).container.command?.[0]).toBe('-Dplay.http.session.secure=true');
  });
});

describe('a folder for the data', () => {
  const folder = 'jatos.folder';

  it('belongs to the account that JATOS runs as', () => {
    const { container, folders, data } = recipe({ [folder]: '/srv/jatos' });
    expect(container.volumes).toEqual([{ source: '/srv/jatos', target: '/opt/jatos_data' }]);
    expect(folders).toEqual([{ path: '/srv/jatos', owner: '1000:1000', mode: '700' }]);
    expect(data).toBe('folder /srv/jatos');
    expect(recipe().folders).toBeUndefined();
  });

  it.each([
    ['/srv/jatos/', { value: '/srv/jatos' }],
    ['/mnt/disk-1/jatos.data', { value: '/mnt/disk-1/jatos.data' }],
    ['srv/jatos', { problem: 'A folder begins with a slash, and has no spaces: /srv/jatos' }],
    ['/srv/../etc', { problem: 'A folder begins with a slash, and has no spaces: /srv/jatos' }],
    ['/srv', { problem: 'Not one of the folders of the system itself: /srv/jatos' }],
    ['/etc/jatos', { problem: 'Not one of the folders of the system itself: /srv/jatos' }],
  ])('%j: %j', (typed, judged) => {
    expect(judge(folder, typed)).toEqual(judged);
  });
});

describe('a database', () => {
  const database = 'jatos.database';

  it('beside it is MariaDB, for JATOS alone', () => {
    const { env, unset, companions, data, container } = recipe({ [database]: 'mariadb' });
    expect(env.slice(2)).toEqual([
      {
        name: 'JATOS_DB_URL',
        value:
          'jdbc:mysql://jatos-db:3306/jatos?characterEncoding=UTF-8&useJDBCCompliantTimezoneShift=true&useLegacyDatetimeCode=false&serverTimezone=UTC',
      },
      { name: 'JATOS_DB_USERNAME', value: 'jatos' },
      { name: 'JATOS_DB_DRIVER', value: 'com.mysql.cj.jdbc.Driver' },
      { name: 'JATOS_DB_PASSWORD', value: { sameAs: 'db', name: 'MARIADB_PASSWORD' } },
    ]);
    expect([...unset].filter((name) => name.startsWith('JATOS_DB'))).toEqual([
      'JATOS_DB_CONNECTIONPOOL_SIZE',
    ]);
    expect(companions?.[0]?.container).toMatchObject({
      command: [
        '--character-set-server=utf8mb4',
        '--collation-server=utf8mb4_unicode_ci',
        '--max-allowed-packet=64M',
        '--max-connections=120',
      ],
      volumes: [{ source: 'jatos-db', target: '/var/lib/mysql' }],
    });
    expect(data).toBe('volume jatos-data; MariaDB, in the volume jatos-db');
    // What MariaDB takes, Java must not.
    expect(container.command?.[0]).toBe('-J-Xmx960M');
  });

  it('lets in more connections than JATOS opens', () => {
    const { companions } = recipe({
      [database]: 'mariadb',
      'settings.JATOS_DB_CONNECTIONPOOL_SIZE': '300',
    });
    expect(companions?.[0]?.container.command).toContain('--max-connections=320');
  });

  it('of before, given by its address alone, stays', () => {
    const question = jatos.questions.find(({ id }) => id === database);
    const suggestion = (answers: Answers, facts = new Facts()) =>
      question?.kind === 'choice' && question.suggestion?.(answers, facts);
    const URL = 'settings.JATOS_DB_URL';
    const start = { app: 'jatos', server: '203.0.113.7:22', 'ssh.user': 'root' };
    expect(suggestion(start)).toBe('h2');
    expect(suggestion({ ...start, [URL]: 'jdbc:mysql://db/jatos' })).toBe('own');
    const record = { answers: { [URL]: 'jdbc:mysql://db/jatos' } } as never;
    const seen = new Facts([{ query: query('record', host, 'jatos'), value: record }]);
    expect(suggestion(start, seen)).toBe('own');
    expect(recipe({ [URL]: 'jdbc:mysql://db/jatos' }).data).toBe(
      'volume jatos-data; the database db/jatos',
    );
  });

  it('of one of their own is in no copy on the server, and told as such', () => {
    const own = { 'settings.JATOS_DB_URL': 'jdbc:mysql://db.example.org:3306/jatos?a=b' };
    expect(recipe({ 'jatos.database': 'own', ...own }).elsewhere).toBe(
      'the database db.example.org:3306/jatos',
    );
    for (const kind of ['h2', 'mariadb'])
      expect(recipe({ 'jatos.database': kind }).elsewhere).toBeUndefined();
  });

  it('of one of their own needs its password, until the server has it', () => {
    const password = jatos.questions.find(({ id }) => id === 'settings.JATOS_DB_PASSWORD');
    const start = { app: 'jatos', server: '203.0.113.7:22', 'ssh.user': 'root', [database]: 'own' };
    const record = { answers: { 'settings.JATOS_DB_URL': 'jdbc:mysql://db/jatos' } } as never;
    const seen = new Facts([{ query: query('record', host, 'jatos'), value: record }]);
    if (!password) throw new Error('There is no such question.');
    expect(isOptional(password, start, new Facts())).toBe(false);
    expect(isOptional(password, start, seen)).toBe(true);
  });
});

describe('memory for JATOS', () => {
  it.each([
    [481, 256],
    [961, 448],
    [1967, 1216],
    [2048, 1216],
    [3915, 2752],
    [7941, 5632],
    [15_996, 11_776],
  ])('of %i MB: %i', (total, heap) => {
    expect(heapMB(total)).toBe(heap);
  });

  it('is its share where other apps want some, too', () => {
    const heap = (totalMB: number, besideMB: number) =>
      recipe({}, memory(totalMB), besideMB).container.command?.[0];
    expect(heap(7941, 0)).toBe('-J-Xmx5632M');
    // A second JATOS gets as much.
    expect(heap(7941, 2048)).toBe('-J-Xmx2816M');
    expect(heap(1967, 512)).toBe('-J-Xmx960M');
    // Small, but no less than it can start with.
    expect(heap(961, 4096)).toBe('-J-Xmx256M');
  });

  it.each([481, 964, 1971, 3922, 7946, 15_998, 32_093])(
    'stays the same when the kernel reports a little less or more than %i MB',
    (total) => {
      expect(new Set([-20, -5, 0, 5, 20].map((more) => heapMB(total + more))).size).toBe(1);
    },
  );
});

describe('whether the default sign-in still works', () => {
  const verdict = (status: number, body: string) =>
    recipe().defaultLogin?.verdict({ status, body });

  it.each<[number, string, string]>([
    [200, '{"redirectUrl":"/jatos","userSigninTime":1}', 'open'],
    [401, 'Invalid user or password', 'closed'],
    [401, 'Signin failed three times. Please wait a minute.', 'closed'],
    [401, 'Not allowed', 'unknown'],
    [403, 'CSRF', 'unknown'],
    [200, '<html>is starting</html>', 'unknown'],
    [502, '', 'unknown'],
    [500, 'LDAP problems', 'unknown'],
  ])('%i %j: %s', (status, body, expected) => {
    expect(verdict(status, body)).toBe(expected);
  });
});

describe('answers', () => {
  it.each<[string, unknown, string]>([
    ['jatos.version', ' v3.10.4 ', '3.10.4'],
    ['jatos.version', 'jatos/jatos:3.9.8', '3.9.8'],
    ['settings.JATOS_RESULT_UPLOADS_MAX_FILE_SIZE', '100 mb', '100MB'],
    ['settings.JATOS_RESULT_UPLOADS_MAX_FILE_SIZE', 100, '100MB'],
    ['settings.JATOS_RESULT_UPLOADS_MAX_FILE_SIZE', '2g', '2GB'],
    ['settings.JATOS_RESULT_UPLOADS_MAX_FILE_SIZE', '', ''],
    ['settings.JATOS_URL_BASE_PATH', 'lab', '/lab/'],
    ['settings.JATOS_URL_BASE_PATH', '/lab/one', '/lab/one/'],
    ['settings.JATOS_URL_BASE_PATH', '', '/'],
    ['jatos.memory', '1500 mb', '1500M'],
    ['jatos.memory', '3g', '3G'],
  ])('%s takes %j as %j', (id, raw, value) => {
    expect(judge(id, raw)).toEqual({ value });
  });

  const size = 'A whole number with MB or GB: 100MB';
  const url = 'It begins like jdbc:mysql://db.example.org:3306/jatos (for MariaDB, too).';
  it.each<[string, unknown, string, Answers?]>([
    [
      'jatos.version',
      'latest',
      "JATOS can't go back to an older version, so you choose when it changes: 3.10.4, not latest.",
    ],
    ['jatos.version', '3.10', 'Three numbers with dots: 3.10.4'],
    ['settings.JATOS_RESULT_UPLOADS_MAX_FILE_SIZE', 'much', size],
    ['settings.JATOS_RESULT_UPLOADS_MAX_FILE_SIZE', '1.5GB', size],
    ['settings.JATOS_RESULT_UPLOADS_MAX_FILE_SIZE', '0', 'At least 1MB.'],
    ['settings.JATOS_RESULT_UPLOADS_MAX_FILE_SIZE', '11GB', 'At most 10GB.'],
    [
      'settings.JATOS_RESULT_UPLOADS_LIMIT_PER_STUDY_RUN',
      '20MB',
      'One file may be 30MB large, so all together need at least that.',
    ],
    [
      'settings.JATOS_RESULT_UPLOADS_LIMIT_PER_STUDY_RUN',
      '50MB',
      'One file may be 100MB large, so all together need at least that.',
      { 'settings.JATOS_RESULT_UPLOADS_MAX_FILE_SIZE': '100MB' },
    ],
    [
      'settings.JATOS_URL_BASE_PATH',
      '/a b/',
      'Letters, digits, hyphens and underscores between slashes: /jatos/',
    ],
    ['settings.JATOS_THREADPOOL_SIZE', 'many', 'A whole number: 200'],
    ['settings.JATOS_THREADPOOL_SIZE', '5', 'From 10 to 5000.'],
    ['settings.JATOS_DB_CONNECTIONPOOL_SIZE', '6000', 'From 5 to 5000.'],
    ['settings.JATOS_DB_URL', 'mysql://db/jatos', url],
    ['settings.JATOS_DB_URL', 'jdbc:mysql://db', url],
    [
      'settings.JATOS_DB_URL',
      'jdbc:mysql://db/jatos?user=a&password=b',
      'Leave the password out; it is asked for by itself.',
    ],
    ['settings.JATOS_DB_PASSWORD', 'two\nlines', 'A password is a single line.'],
    ['jatos.memory', 'all', 'A whole number with M or G: 1500M'],
    ['jatos.memory', '128M', 'At least 256M.'],
    ['jatos.arguments', 'start', '"start" does not begin with -D or -J-.'],
    ['jatos.arguments', '-J-Xmx2G', 'For memory there is a question of its own.'],
    ['jatos.arguments', '"-Da=b c"', '"-Da=b c": JATOS can\'t take an option with a space in it.'],
    [
      'jatos.arguments',
      '-Djatos.db.password=x',
      'A command line can be seen by others. Not for passwords.',
    ],
    ['jatos.arguments', '-Da="b', 'A quote is not closed: "'],
  ])('%s refuses %j', (id, raw, problem, answers = {}) => {
    expect(judge(id, raw, answers)).toEqual({ problem });
  });
});
