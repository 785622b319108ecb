import { describe, expect, it } from 'vitest';
import type { Answers } from '../../../source/answers/answers.ts';
import { docassemble } from '../../../source/apps/docassemble.ts';
import { Facts } from '../../../source/facts/facts.ts';
import { Secret } from '../../../source/secrets/secret.ts';

function recipe(answers: Answers = {}, port?: number) {
  return docassemble.recipe({
    answers,
    facts: new Facts(),
    host: 'ssh://root@203.0.113.7:22',
    install: 'docassemble',
    hostname: 'forms.example.org',
    ...(port && { port }),
  });
}

it('wants no name both there and not there', () => {
  for (const use of ['front', 'app-files', 'app-client']) {
    const { env, unset } = recipe({ 'certificate.use': use });
    const names = env.map(({ name }) => name);
    expect(names.filter((name) => unset.includes(name))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  }
});

const MADE = { generate: 'letters-and-digits', length: 32 };
const CONFIGDATA = {
  source: '/etc/setup-server/docassemble/files/configdata',
  target: '/configdata',
};

describe('the recipe', () => {
  it('is all of this when nothing special is asked for', () => {
    const { ready, unset, reconfigure, ...rest } = recipe({
      'docassemble.admin.email': 'anna@example.org',
      'docassemble.admin.password': new Secret("Anna's 12 words"),
    });
    expect(reconfigure).toBeTypeOf('function');
    expect(rest).toEqual({
      container: {
        image: 'jhpyle/docassemble:latest',
        volumes: [
          CONFIGDATA,
          { source: 'docassemble-backup', target: '/usr/share/docassemble/backup' },
        ],
        ports: [],
        stop: {
          timeoutSeconds: 600,
          proof: {
            exitCode: 0,
            says: ['stopped: initialize (exit status 0)', 'stopped: postgres (exit status 0)'],
          },
        },
      },
      env: [
        { name: 'DAHOSTNAME', value: 'forms.example.org' },
        { name: 'BEHINDHTTPSLOADBALANCER', value: 'true' },
        { name: 'DBPASSWORD', value: MADE },
        { name: 'DADEFAULTSECRET', value: MADE },
        { name: 'DADEBUG', value: 'false' },
        { name: 'DAUPDATEONSTART', value: 'initial' },
      ],
      files: [
        {
          path: 'configdata/initial_credentials',
          content: [
            new Secret(
              "export DA_ADMIN_EMAIL=anna@example.org\nexport DA_ADMIN_PASSWORD='Anna'\\''s 12 words'\n",
            ),
          ],
          mode: '600',
          once: true,
        },
      ],
      front: {
        port: 80,
        bodyMB: 256,
        timeoutSeconds: 300,
        buffering: false,
        websocketTimeoutSeconds: 86_400,
      },
      first: [
        'Sign in with the e-mail address and the password that were chosen at the first setup.',
      ],
      data: 'in the container docassemble; copied to the volume docassemble-backup when it stops and every night',
    });
    expect(ready).toMatchObject({ path: '/health_check?ready=1', patienceSeconds: 1200 });
    expect(unset).toEqual(expect.arrayContaining(['S3ENABLE', 'AZUREENABLE', 'USEHTTPS']));
  });

  it('is ready with 200 alone, and knows what the others mean', () => {
    const { ready } = recipe();
    expect([200, 404, 502, 400, 301].map(ready.status)).toEqual([true, false, false, false, false]);
    expect([null, 404, 502, 400, 500].map((status) => ready.means?.(status))).toEqual([
      'Its container is coming up.',
      'It shows its waiting page, and brings back its data or makes its database.',
      'Its web server is up, and the program behind it is not yet. Should that last, the server has too little memory.',
      'The program is up, and finishes its start.',
      undefined,
    ]);
  });

  it('has its address corrected by hand where visitors ask at an unusual port', () => {
    expect(recipe({}, 9443).first[1]).toContain('"url root: https://forms.example.org:9443"');
  });

  it('writes no file for an administrator who was not asked for, but keeps the folder in view', () => {
    const { files, container } = recipe();
    expect(files).toEqual([]);
    expect(container.volumes).toContainEqual(CONFIGDATA);
  });

  it('keeps its data in a bucket instead of the volume', () => {
    const { container, env, unset, data, elsewhere } = recipe({
      'docassemble.store': 's3',
      'settings.S3BUCKET': 'forms',
      'settings.S3REGION': 'eu-central-1',
      'settings.S3ACCESSKEY': 'AKIAIOSFODNN7EXAMPLE',
      'settings.S3SECRETACCESSKEY': new Secret('a/b+c'),
    });
    expect(container.volumes).toEqual([CONFIGDATA]);
    expect(env).toEqual(
      expect.arrayContaining([
        { name: 'S3ENABLE', value: 'true' },
        { name: 'S3BUCKET', value: 'forms' },
        { name: 'S3REGION', value: 'eu-central-1' },
        { name: 'S3ACCESSKEY', value: 'AKIAIOSFODNN7EXAMPLE' },
        { name: 'S3SECRETACCESSKEY', value: new Secret('a/b+c') },
      ]),
    );
    expect(unset).toEqual(expect.arrayContaining(['AZUREENABLE', 'S3ENDPOINTURL']));
    expect(unset).not.toContain('S3ENABLE');
    expect(data).toContain('the bucket forms');
    expect(elsewhere).toBe('the bucket forms');
  });

  it('forgets the keys of a store that is no longer chosen', () => {
    const { env, unset } = recipe({
      'docassemble.store': 'volume',
      'settings.S3BUCKET': 'forms',
      'settings.S3SECRETACCESSKEY': new Secret('a/b+c'),
    });
    expect(env.map(({ name }) => name)).not.toContain('S3BUCKET');
    expect(unset).toEqual(
      expect.arrayContaining(['S3BUCKET', 'S3SECRETACCESSKEY', 'AZUREACCOUNTKEY']),
    );
  });

  it('keeps the secret of the server where none is given', () => {
    const { env, unset } = recipe({
      'docassemble.store': 's3',
      'settings.S3BUCKET': 'forms',
      'settings.S3ACCESSKEY': 'AKIAIOSFODNN7EXAMPLE',
      'settings.S3SECRETACCESSKEY': new Secret(''),
    });
    expect(env.map(({ name }) => name)).not.toContain('S3SECRETACCESSKEY');
    expect(unset).not.toContain('S3SECRETACCESSKEY');
  });

  it('stores at Azure', () => {
    const { env, container } = recipe({
      'docassemble.store': 'azure',
      'settings.AZUREACCOUNTNAME': 'exampleforms',
      'settings.AZURECONTAINER': 'docassemble',
      'settings.AZUREACCOUNTKEY': new Secret('k=='),
    });
    expect(env).toContainEqual({ name: 'AZUREENABLE', value: 'true' });
    expect(env).toContainEqual({ name: 'AZUREACCOUNTKEY', value: new Secret('k==') });
    expect(container.volumes).toEqual([CONFIGDATA]);
  });

  it('works with a database elsewhere, whose password is not made up, and whose stop proves nothing', () => {
    const { env, container, elsewhere } = recipe({
      'settings.DBHOST': 'db.example.org',
      'settings.DBPASSWORD': new Secret('abc'),
      'settings.DBNAME': 'docassemble',
    });
    expect(elsewhere).toBe('the database at db.example.org');
    expect(env).toContainEqual({ name: 'DBHOST', value: 'db.example.org' });
    expect(env.filter(({ name }) => name === 'DBPASSWORD')).toEqual([
      { name: 'DBPASSWORD', value: new Secret('abc') },
    ]);
    expect(env.map(({ name }) => name)).not.toContain('DBNAME');
    expect(container.stop.proof?.says).toEqual(['stopped: initialize (exit status 0)']);
  });

  it('moves its check below a path', () => {
    expect(recipe({ 'settings.POSTURLROOT': '/interviews/' }).ready.path).toBe(
      '/interviews/health_check?ready=1',
    );
  });

  it('opens the ports for mail only on wish', () => {
    const { ports } = recipe({ 'docassemble.mail': true }).container;
    expect(ports.map(({ host }) => host)).toEqual([25, 465]);
  });

  it('takes a digest as well', () => {
    const digest = `sha256:${'a'.repeat(64)}`;
    expect(recipe({ 'docassemble.version': digest }).container.image).toBe(
      `jhpyle/docassemble@${digest}`,
    );
  });

  it('says what is true and false in the words that docassemble compares with', () => {
    const { env } = recipe({
      'settings.DAENABLEPLAYGROUND': false,
      'settings.DADEBUG': true,
      'settings.DAGOOGLEFONTS': true,
    });
    expect(env).toContainEqual({ name: 'DAENABLEPLAYGROUND', value: 'false' });
    expect(env).toContainEqual({ name: 'DAGOOGLEFONTS', value: 'true' });
    expect(env.map(({ name }) => name)).not.toContain('DADEBUG');
  });
});
