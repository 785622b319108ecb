import { describe, expect, it } from 'vitest';
import type { Answers } from '../../source/answers/answers.ts';
import type { App } from '../../source/apps/app.ts';
import { ghost } from '../../source/apps/ghost.ts';
import { limesurvey } from '../../source/apps/limesurvey.ts';
import { nextcloud } from '../../source/apps/nextcloud.ts';
import { rstudio } from '../../source/apps/rstudio.ts';
import { vaultwarden } from '../../source/apps/vaultwarden.ts';
import { Facts, query } from '../../source/facts/facts.ts';
import { hostKindOf } from '../../source/hosts/index.ts';
import { accept } from '../../source/questions/accept.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { sampleContainer } from '../core/sample-container.ts';

const HUSH = 'correct-Horse-9-battery';
const none = new Facts();

const at = (app: App): Answers => ({ app: app.id, server: '203.0.113.7', 'ssh.user': 'root' });

const questionOf = (app: App, id: string) => {
  const question = app.questions.find((each) => each.id === id);
  if (!question) throw new Error(`No question ${id}`);
  return question;
};

const isAsked = (app: App, id: string, facts: Facts) =>
  questionOf(app, id).when?.(at(app), facts) ?? true;

const recipe = (app: App, answers: Answers = {}, install = app.id) =>
  app.recipe({
    answers,
    facts: none,
    install,
    host: 'ssh://root@203.0.113.7:22',
    hostname: 'a.example.org',
  });

const envOf = (app: App, answers: Answers = {}) =>
  Object.fromEntries(recipe(app, answers).env.map(({ name, value }) => [name, value]));

describe.each([
  [vaultwarden, 'vaultwarden.admin.password', 'vaultwarden-data'],
  [rstudio, 'rstudio.password', 'rstudio-home'],
  [nextcloud, 'nextcloud.admin.password', 'nextcloud-data'],
  [limesurvey, 'limesurvey.admin.password', 'limesurvey-upload'],
] as const)('$id', (app, id, volume) => {
  const host = hostKindOf(at(app)).address(at(app));

  it('asks for a password until it was started, whether or not it still runs', () => {
    expect(isAsked(app, id, none)).toBe(true);
    const runs = { query: query('container', host, app.id), value: sampleContainer() };
    const kept = { query: query('volume', host, volume), value: { users: [] } };
    expect(isAsked(app, id, new Facts([runs]))).toBe(false);
    expect(isAsked(app, id, new Facts([kept] as never))).toBe(false);
    expect(app.looks?.(at(app))).toEqual([runs.query, kept.query]);
    expect(app.onlyFirst).toContain(id);
  });

  it.each([
    ['short-1-2-3', 'Too short: 12 characters are needed.'],
    ['password-1234', 'Everybody tries that one first.'],
    ['aaaaaaaaaaaab', 'With more different characters.'],
    ['one\nand another', 'A password is a single line.'],
  ])('does not take %j', (password, problem) => {
    expect(accept(questionOf(app, id), new Secret(password), at(app), none)).toEqual({ problem });
  });

  it('leaves the password on the server alone when it is not told again', () => {
    const secrets = (answers: Answers) =>
      recipe(app, answers).env.filter(({ value }) => value instanceof Secret);
    const files = (answers: Answers) => recipe(app, answers).files ?? [];
    const told = { [id]: new Secret(HUSH) };
    expect(secrets(told).length + files(told).length).toBe(
      secrets({}).length + files({}).length + 1,
    );
    const names = recipe(app, told).env.flatMap(({ name, value }) =>
      value instanceof Secret ? [name] : [],
    );
    const { unset } = recipe(app);
    for (const name of names) expect(unset).not.toContain(name);
  });
});

describe('Ghost', () => {
  const id = 'ghost.owner.password';
  const host = hostKindOf(at(ghost)).address(at(ghost));
  const [told] = ghost.looks?.(at(ghost)) ?? [];
  const saw = (code: number) => ({ query: told, value: { code, output: '' } }) as never;
  const record = { query: query('record', host, 'ghost'), value: { answers: {} } } as never;

  it('asks for an owner until it has one, also where its first start came to nothing', () => {
    expect(isAsked(ghost, id, none)).toBe(true);
    expect(isAsked(ghost, id, new Facts([saw(1)]))).toBe(true);
    expect(isAsked(ghost, id, new Facts([saw(1), record]))).toBe(true);
    expect(isAsked(ghost, id, new Facts([saw(0)]))).toBe(false);
  });

  it('does not ask where it was set up and just does not run, or does not tell', () => {
    expect(isAsked(ghost, id, new Facts([record]))).toBe(false);
    expect(isAsked(ghost, id, new Facts([saw(2), record]))).toBe(false);
  });

  it('takes no password that Ghost itself would refuse', () => {
    const judged = accept(questionOf(ghost, id), new Secret('the-ghost-of-1843'), at(ghost), none);
    expect(judged).toEqual({ problem: 'Ghost takes none with "ghost" in it.' });
  });

  it('is handed its owner by standard input, as its own page sends it', () => {
    const owner = {
      'ghost.title': '"Notes"',
      'ghost.owner.name': 'Anna',
      'ghost.owner.email': 'anna@example.org',
      'ghost.owner.password': new Secret(HUSH),
    };
    const { account } = recipe(ghost, owner);
    expect(JSON.parse(account?.input?.reveal() ?? '')).toEqual({
      setup: [{ name: 'Anna', email: 'anna@example.org', password: HUSH, blogTitle: '"Notes"' }],
    });
    expect(JSON.stringify([account?.check, account?.make])).not.toContain(HUSH);
    expect(recipe(ghost).account?.input).toBeUndefined();
  });

  it('wants no code by mail before it can send one; later that is the choice of its owner', () => {
    const name = 'security__staffDeviceVerification';
    expect(envOf(ghost, { [id]: new Secret(HUSH) })).toHaveProperty(name, 'false');
    expect(envOf(ghost)).not.toHaveProperty(name);
    expect(recipe(ghost).unset).not.toContain(name);
  });
});

describe('RStudio', () => {
  it('has the packages of each version of R apart', () => {
    const packages = (version: string) => recipe(rstudio, { 'rstudio.version': version });
    const sources = (version: string) =>
      packages(version).container.volumes.map(({ source }) => source);
    expect(sources('4.6.1')).toEqual(['rstudio-home', 'rstudio-packages-4.6']);
    expect(sources('4.6.3')).toEqual(sources('4.6.1'));
    expect(sources('4.7.0')).toEqual(['rstudio-home', 'rstudio-packages-4.7']);
  });
});

describe('a version', () => {
  it.each([
    ['34.0.4', '34.0.4'],
    ['v34.0.4', '34.0.4'],
    ['nextcloud:34.0.4-apache', '34.0.4'],
    [' 34.0.4-apache ', '34.0.4'],
  ])('may be given as %j', (typed, version) => {
    const accepted = accept(questionOf(nextcloud, 'nextcloud.version'), typed, {}, none);
    expect(accepted).toEqual({ value: version });
    expect(recipe(nextcloud, { 'nextcloud.version': version }).container.image).toBe(
      `nextcloud:${version}-apache`,
    );
  });

  it('is never the newest, whatever that may be tomorrow', () => {
    expect(accept(questionOf(ghost, 'ghost.version'), 'latest', {}, none)).toEqual({
      problem: 'A version is like 6.63.0.',
    });
  });
});

describe('mail', () => {
  const given = (app: App, server: string): Answers => ({
    [`${app.id}.mail.server`]: server,
    [`${app.id}.mail.from`]: 'office@example.org',
    [`${app.id}.mail.user`]: 'office',
    [`${app.id}.mail.password`]: new Secret(HUSH),
  });
  const mailEnv = (app: App, server: string) => {
    const env = envOf(app, given(app, server));
    return Object.fromEntries(
      Object.entries(env).map(([name, value]) => [
        name,
        value instanceof Secret ? value.reveal() : value,
      ]),
    );
  };

  it('goes out as each app wants to be told', () => {
    expect(mailEnv(ghost, 'smtp.example.org')).toMatchObject({
      mail__transport: 'SMTP',
      mail__options__host: 'smtp.example.org',
      mail__options__port: '587',
      mail__options__secure: 'false',
      mail__options__auth__user: 'office',
      mail__options__auth__pass: HUSH,
      mail__from: 'office@example.org',
      security__staffDeviceVerification: 'true',
    });
    expect(mailEnv(vaultwarden, 'smtp.example.org:465')).toMatchObject({
      SMTP_HOST: 'smtp.example.org',
      SMTP_PORT: '465',
      SMTP_SECURITY: 'force_tls',
      SMTP_FROM: 'office@example.org',
      SMTP_USERNAME: 'office',
      SMTP_PASSWORD: HUSH,
    });
    expect(mailEnv(nextcloud, 'smtp.example.org:465')).toMatchObject({
      SMTP_HOST: 'smtp.example.org',
      SMTP_PORT: '465',
      SMTP_SECURE: 'ssl',
      SMTP_NAME: 'office',
      SMTP_PASSWORD: HUSH,
      MAIL_FROM_ADDRESS: 'office',
      MAIL_DOMAIN: 'example.org',
    });
  });

  it("is sent by Nextcloud's timer, too", () => {
    const { companions = [] } = recipe(nextcloud, given(nextcloud, 'smtp.example.org'));
    const names = companions.find(({ name }) => name === 'timer')?.env.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['SMTP_HOST', 'SMTP_PASSWORD', 'REDIS_HOST']));
  });

  it('is not spoken of where nobody was asked, so that what was added by hand stays', () => {
    for (const app of [ghost, vaultwarden, nextcloud]) {
      const { env, unset } = recipe(app);
      const names = [...env.map(({ name }) => name), ...(unset === 'others' ? [] : unset)];
      expect(names.filter((name) => /mail__|SMTP|MAIL_/.test(name))).toEqual([]);
    }
  });

  it('is asked for in one line at first, and further where that is answered', () => {
    const shown = (answers: Answers) =>
      ghost.questions.filter(
        (each) => each.id.includes('.mail.') && (each.when?.(answers, none) ?? true),
      );
    expect(shown(at(ghost)).map(({ id }) => id)).toEqual(['ghost.mail.server']);
    expect(shown({ ...at(ghost), 'ghost.mail.server': 'smtp.example.org' })).toHaveLength(4);
  });
});
