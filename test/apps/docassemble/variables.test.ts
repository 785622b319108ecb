import { describe, expect, it } from 'vitest';
import type { Answers } from '../../../source/answers/answers.ts';
import { docassemble } from '../../../source/apps/docassemble.ts';
import { Facts, query } from '../../../source/facts/facts.ts';
import { accept } from '../../../source/questions/accept.ts';
import { Secret } from '../../../source/secrets/secret.ts';
import { judgeName } from '../../../source/settings/judge-name.ts';

const none = new Facts();
const HERE: Answers = { app: 'docassemble', 'host.kind': 'local' };

function question(id: string) {
  const found = docassemble.questions.find((each) => each.id === id);
  if (!found) throw new Error(`No question ${id}`);
  return found;
}

function problem(id: string, raw: unknown, answers: Answers = {}): string | undefined {
  const accepted = accept(question(id), raw, { ...HERE, ...answers }, none);
  return 'problem' in accepted ? accepted.problem : undefined;
}

function asked(answers: Answers = {}, facts = none) {
  return docassemble.questions
    .filter(({ when }) => when?.({ ...HERE, ...answers }, facts) ?? true)
    .filter(({ expert }) => !expert)
    .map(({ id }) => id);
}

describe('what is asked', () => {
  it('is six questions for everybody', () => {
    expect(asked()).toEqual([
      'docassemble.admin.email',
      'docassemble.admin.password',
      'settings.TIMEZONE',
      'settings.DAENABLEPLAYGROUND',
      'docassemble.store',
      'docassemble.mail',
    ]);
  });

  it('asks for the keys to a store only where it is chosen', () => {
    expect(asked({ 'docassemble.store': 'azure' })).toEqual(
      expect.arrayContaining(['settings.AZUREACCOUNTNAME', 'settings.AZUREACCOUNTKEY']),
    );
    const s3 = { 'docassemble.store': 's3', 'settings.S3ACCESSKEY': 'AKIA' };
    expect(asked(s3)).toContain('settings.S3SECRETACCESSKEY');
    expect(asked({ 'docassemble.store': 's3' })).not.toContain('settings.S3SECRETACCESSKEY');
    expect(asked(s3)).not.toContain('settings.AZUREACCOUNTKEY');
  });

  it('asks for the administrator before the first start only', () => {
    const volume = query('volume', 'local:', 'docassemble-backup');
    expect(docassemble.looks?.(HERE)).toContainEqual(volume);
    const facts = none.with([
      { query: volume, value: { driver: 'local', mountpoint: '/x' } },
    ] as never);
    expect(asked({}, facts)[0]).toBe('settings.TIMEZONE');
    expect(docassemble.onlyFirst).toContain('docassemble.admin.email');
  });
});

describe('what docassemble can not take', () => {
  it.each([
    ['settings.DBHOST', 'https://db.example.org', /Only the name/],
    ['settings.DBNAME', '1st', /a letter first/],
    ['settings.DBNAME', 'true', /would not read "true" as text/],
    ['settings.DBUSER', 'no', /would not read/],
    ['settings.S3BUCKET', 'my.bucket', /without dots/],
    ['settings.S3BUCKET', 'Forms', /small letters/],
    ['settings.S3ACCESSKEY', 'AB#CD', /can't take a #/],
    ['settings.S3ENDPOINTURL', 's3.example.org', /The whole address/],
    ['settings.S3ENDPOINTURL', 'https://a:b@s3.example.org', /password out/],
    ['settings.S3ENDPOINTURL', 'https://a@s3.example.org', /can't take a @/],
    ['settings.GOTENBERGUSERNAME', '!ops', /can't take a ! at the beginning/],
    ['settings.GOTENBERGUSERNAME', 'a & b', /can't take a &/],
    ['settings.GOTENBERGUSERNAME', 'a: b', /colon/],
    ['settings.TIMEZONE', 'Berlin', /Europe\/Berlin/],
    ['settings.TIMEZONE', 'europe/berlin', /Europe\/Berlin/],
    ['settings.LOCALE', 'de_DE.UTF-8', /Two words/],
    ['settings.DABACKUPDAYS', 'two', /whole number/],
    ['settings.DACELERYWORKERS', '0', /From 1/],
    ['settings.REDIS', 'redis.example.org', /Today it is a whole address: redis:\/\/redis/],
    ['settings.RABBITMQ', 'queue', /Today it is a whole address: pyamqp/],
    ['settings.CONTAINERROLE', 'web:sequel', /There is no "sequel"/],
    ['settings.CONTAINERROLE', 'all:web', /stands alone/],
    ['settings.CONTAINERROLE', 'sql:redis', /needs "web"/],
    ['settings.CONTAINERROLE', 'web:web', /twice/],
    ['settings.POSTURLROOT', 'a b', /between slashes/],
    ['docassemble.admin.email', 'anna', /mail address/],
    ['docassemble.version', 'docassemble!', /latest/],
  ])('%s: %s', (id, value, words) => {
    expect(problem(id, value)).toMatch(words);
  });

  it.each([
    ['settings.DBPASSWORD', '!abc', /begin with a letter/],
    ['settings.DBPASSWORD', '00123', /begin with a letter/],
    ['settings.DBPASSWORD', 'a#bc', /letters, digits and/],
    ['settings.DBPASSWORD', 'a&bc', /letters, digits and/],
    ['settings.DBPASSWORD', "a'bc", /letters, digits and/],
    ['settings.DBPASSWORD', 'null', /would not read/],
    ['settings.S3SECRETACCESSKEY', 'a b', /no spaces/],
    ['settings.AZUREACCOUNTKEY', 'short', /ends with ==/],
    ['docassemble.admin.password', 'password', /12 characters/],
    ['docassemble.admin.password', 'Password12345', /first/],
    ['docassemble.admin.password', 'Short1', /12 characters/],
    ['docassemble.admin.password', 'all small letters 1', /capital letters/],
  ])('the secret %s: %s, which is not in the answer', (id, value, words) => {
    const said = problem(id, value);
    expect(said).toMatch(words);
    if (value.length > 5) expect(said?.toLowerCase()).not.toContain(value.toLowerCase());
  });

  it.each([
    ['settings.DBPASSWORD', new Secret('a_~/-^*?!Z9')],
    ['settings.TIMEZONE', 'America/Argentina/Buenos_Aires'],
    ['settings.TIMEZONE', 'UTC'],
    ['settings.S3SECRETACCESSKEY', new Secret('wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY')],
    ['settings.RABBITMQ', 'pyamqp://guest@queue.example.org//'],
    ['settings.REDIS', 'rediss://redis.example.org:6380/0'],
    ['settings.CONTAINERROLE', 'WEB:celery'],
    ['docassemble.admin.password', new Secret("Anna's 12 words & more # !")],
    ['docassemble.version', 'jhpyle/docassemble:1.10.7'],
  ])('%s: takes %s', (id, value) => {
    expect(problem(id, value)).toBeUndefined();
  });

  it('reads a path in the form that docassemble wants', () => {
    expect(accept(question('settings.POSTURLROOT'), 'forms', HERE, none)).toEqual({
      value: '/forms/',
    });
  });
});

describe('an env.list that somebody brings', () => {
  it.each([
    ['DAPYTHONVERSION', 'one Python only'],
    ['DAWEBSERVER', 'Apache does not work any more'],
    ['SERVERADMIN', 'Only Apache'],
    ['XSENDFILE', 'Only Apache'],
    ['DASECRETKEY', 'does not read it'],
    ['DASTABLEVERSION', 'old version'],
    ['USELETSENCRYPT', 'web server in front'],
    ['DA_ADMIN_PASSWORD', 'first administrator is asked for'],
  ])('%s is left out, and why', (name, words) => {
    const judged = judgeName(docassemble, name);
    expect(judged.goes).toBe('nowhere');
    expect('remark' in judged && judged.remark).toContain(words);
  });

  it('leads known names to their questions, and guesses at misspelt ones', () => {
    expect(judgeName(docassemble, 'TIMEZONE')).toEqual({
      goes: 'question',
      id: 'settings.TIMEZONE',
    });
    expect(judgeName(docassemble, 'TIMEZON')).toMatchObject({
      goes: 'extra',
      remark: 'docassemble does not know TIMEZON. Perhaps TIMEZONE is meant.',
    });
  });

  it('tells what changes a setting that only the first start reads', () => {
    expect(docassemble.variables?.TIMEZONE?.once).toBe(
      'docassemble reads it at its first start only. Later, change "timezone" on its Configuration page.',
    );
    expect(docassemble.variables?.CONTAINERROLE?.once).toBeUndefined();
    expect(docassemble.variables?.DBPASSWORD?.secret).toBe(true);
  });

  it('follows its bucket to the store', () => {
    const store = question('docassemble.store');
    const suggested = (answers: Answers) =>
      store.kind === 'choice' && store.suggestion?.(answers, none);
    expect(suggested({})).toBe('volume');
    expect(suggested({ 'settings.S3BUCKET': 'forms' })).toBe('s3');
    expect(suggested({ 'settings.S3ENDPOINTURL': 'https://s3.example.org' })).toBe('s3-compatible');
    expect(suggested({ 'settings.AZURECONTAINER': 'forms' })).toBe('azure');
  });
});
