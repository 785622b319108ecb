import { describe, expect, it } from 'vitest';
import { type Adopted, goingOn } from '../../source/adoption/adopted.ts';
import { candidatesIn, recognise } from '../../source/adoption/candidates.ts';
import { dangersOf } from '../../source/adoption/dangers.ts';
import { appOf, apps } from '../../source/apps/index.ts';
import type { OtherContainer } from '../../source/facts/docker/other-containers.ts';
import { Facts, query } from '../../source/facts/facts.ts';
import { DIGEST, ID, sampleOther } from './sample-other.ts';

const HOST = 'ssh://root@203.0.113.7:22';

/** As its own page has it started: image, port in the container, variables, where its data lie. */
const LINES = {
  vaultwarden: ['vaultwarden/server:latest', 80, {}, '/data'],
  rstudio: ['rocker/rstudio', 8787, { PASSWORD: 'yourpassword' }, '/home/rstudio'],
  limesurvey: [
    'martialblog/limesurvey:6-apache',
    8080,
    { DB_HOST: 'lime-db', DB_PASSWORD: 'secret', ADMIN_PASSWORD: 'foobar', ENCRYPT_KEYPAIR: 'k' },
    '/var/www/html/upload/surveys',
  ],
  nextcloud: ['nextcloud', 80, { MYSQL_HOST: 'db', MYSQL_PASSWORD: 'secret' }, '/var/www/html'],
  ghost: ['ghost:5-alpine', 2368, { url: 'http://localhost:3001' }, '/var/lib/ghost/content'],
} as const;
type Known = keyof typeof LINES;
const KNOWN = Object.keys(LINES) as Known[];

function started(app: Known, changes: Parameters<typeof sampleOther>[0] = {}): OtherContainer {
  const [reference, port, env, target] = LINES[app];
  const name = reference.replace(/:.*/, '');
  return sampleOther({
    ports: [{ host: 8080, container: port, protocol: 'tcp' }],
    mounts: [{ source: 'theirs', target }],
    ...changes,
    env: { ...env, ...changes.env },
    image: {
      ...{ reference, digests: [`${name}@${DIGEST}`], env: new Map(), ports: [port] },
      ...changes.image,
    },
  });
}

const dangers = (container: OtherContainer) => {
  const recognised = recognise(container);
  return recognised ? dangersOf(container, recognised).join('\n') : '';
};

function whyNot(container: OtherContainer): string | null | undefined {
  const facts = new Facts([{ query: query('otherContainers', HOST), value: [container] }]);
  return candidatesIn(facts, HOST)[0]?.whyNot;
}

describe.each(KNOWN)('%s that somebody started by its own page', (app) => {
  const container = started(app);
  const recognised = recognise(container);

  it('is known, and can be taken over', () => {
    expect(recognised?.app).toBe(app);
    expect(whyNot(container)).toBeNull();
  });

  it('goes on with the version that runs, its data and its database', () => {
    const [reference, , env, target] = LINES[app];
    const adopted: Adopted = {
      ...{ container: ID, name: 'theirs', networks: [], rescued: [] },
      volumes: [{ source: 'theirs', target }],
    };
    const recipe = goingOn(
      appOf(app).recipe({
        ...{ answers: recognised?.answers ?? {}, facts: new Facts(), host: HOST, install: app },
        hostname: 'lab.example.org',
      }),
      adopted,
    );
    const tag = reference.split(':')[1];
    const image = recipe.container.image;
    expect(image).toBe(
      tag === undefined || tag === 'latest'
        ? `${reference.replace(/:.*/, '')}@${DIGEST}`
        : reference,
    );
    expect(recipe.container.volumes).toContainEqual({ source: 'theirs', target });
    expect(recipe.companions).toBeUndefined();
    // Nothing that says where its data are is written over, made up, or taken away.
    const ours = [...recipe.env.map(({ name }) => name), ...recipe.unset];
    expect(
      ours.filter((name) => /^(DB_|MYSQL|REDIS|database__|NODE_ENV|ENCRYPT)/.test(name)),
    ).toEqual([]);
    expect(Object.keys(env).filter((name) => recipe.unset.includes(name))).toEqual([]);
    expect(recipe.env.some(({ value }) => typeof value === 'object' && 'sameAs' in value)).toBe(
      false,
    );
  });

  it('is called exactly what runs where its name says less', () => {
    const name = LINES[app][0].replace(/:.*/, '');
    for (const tag of ['latest', 'stable-alpine'])
      expect(recognise(started(app, { image: { reference: `${name}:${tag}` } }))?.answers).toEqual({
        [`${app}.version`]: DIGEST,
      });
    const foreign = { reference: 'somebody/else:1', digests: [] };
    expect(recognise(started(app, { image: foreign }))?.app).toBe('image');
  });
});

it('what leads an app to its own companions is all among what it leaves to others', () => {
  for (const app of apps) {
    const { env, leads } = app.recipe({
      ...{ answers: { app: app.id }, facts: new Facts(), host: HOST, install: app.id },
      hostname: 'lab.example.org',
    });
    if (!leads) continue;
    const shared = env.filter(({ value }) => typeof value === 'object' && 'sameAs' in value);
    for (const { name } of shared) expect(leads).toContain(name);
  }
});

describe('of what is started by hand', () => {
  it('Vaultwarden that lets anybody in says so, and what is missing for inviting people', () => {
    expect(dangers(started('vaultwarden'))).toContain('Anybody who finds it can make an account');
    expect(dangers(started('vaultwarden'))).toContain(
      'set ADMIN_TOKEN by npx setup-server env edit',
    );
    const closed = { SIGNUPS_ALLOWED: 'false', ADMIN_TOKEN: 'hush' };
    expect(dangers(started('vaultwarden', { env: closed }))).not.toMatch(/Anybody|no password/);
  });

  it.each([
    ['vaultwarden', { ROCKET_PORT: '8080' }],
    ['rstudio', { DISABLE_AUTH: 'true' }],
    ['rstudio', { DEFAULT_USER: 'anna' }],
    ['limesurvey', { LISTEN_PORT: '80' }],
  ] as const)('%s with %j goes on as the image that it is', (app, env) => {
    expect(recognise(started(app, { env }))?.app).toBe('image');
  });

  it('RStudio that makes its own password up goes on as the image that it is', () => {
    const container = started('rstudio');
    const env = new Map([...container.env].filter(([name]) => name !== 'PASSWORD'));
    expect(recognise({ ...container, env })?.app).toBe('image');
  });

  it('RStudio keeps what was installed in it', () => {
    expect(recognise(started('rstudio'))?.data).toEqual([
      ...['/home/rstudio', '/usr/local/lib/R/site-library'],
    ]);
  });

  it('LimeSurvey is left alone as long as its keys would be lost, with what to do', () => {
    const container = started('limesurvey');
    const env = new Map([...container.env].filter(([name]) => !name.startsWith('ENCRYPT')));
    expect(whyNot({ ...container, env })).toMatch(/keys to encrypted answers.*ENCRYPT_NONCE/);
    const kept = { source: 'conf', target: '/var/www/html/application/config' };
    expect(whyNot({ ...container, env, mounts: [kept] })).toBeNull();
  });

  it('a database beside it is said to be in no copy', () => {
    expect(dangers(started('nextcloud'))).toContain('Its database is elsewhere (db).');
    expect(dangers(started('limesurvey'))).toContain('Its database is elsewhere (lime-db).');
    expect(dangers(started('ghost'))).not.toContain('elsewhere');
    expect(recognise(started('nextcloud'))?.elsewhere).toBe('its database (db)');
    expect(recognise(started('ghost'))?.elsewhere).toBeUndefined();
  });

  it('Ghost that is only tried out stays so, and is told', () => {
    expect(dangers(started('ghost', { env: { NODE_ENV: 'development' } }))).toContain('SQLite');
  });
});
