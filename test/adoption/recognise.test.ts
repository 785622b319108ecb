import { describe, expect, it } from 'vitest';
import { candidatesIn, fitting, recognise } from '../../source/adoption/candidates.ts';
import { dangersOf } from '../../source/adoption/dangers.ts';
import type { OtherContainer } from '../../source/facts/docker/other-containers.ts';
import { Facts, query } from '../../source/facts/facts.ts';
import { DIGEST, ID, sampleOther } from './sample-other.ts';

const HOST = 'ssh://root@203.0.113.7:22';
const BACKUP = { source: 'dabackup', target: '/usr/share/docassemble/backup' };

const docassemble = (changes: Parameters<typeof sampleOther>[0] = {}) =>
  sampleOther({
    ports: [80, 443].map((port) => ({ host: port, container: port, protocol: 'tcp' })),
    ...changes,
    image: {
      reference: 'jhpyle/docassemble',
      digests: [`jhpyle/docassemble@${DIGEST}`],
      env: new Map(),
      entrypoint: [],
    },
  });

const experiments = (changes: Parameters<typeof sampleOther>[0] = {}) =>
  sampleOther({
    command: ['start'],
    ports: [80, 443].map((port) => ({ host: port, container: port, protocol: 'tcp' })),
    ...changes,
    image: {
      reference: 'expfactory/experiments',
      digests: [],
      env: new Map([['EXPFACTORY_DATA', '/scif/data']]),
      entrypoint: ['/bin/bash', '/startscript.sh'],
    },
  });

function whyNot(container: OtherContainer): string | null | undefined {
  const facts = new Facts([
    { query: query('otherContainers', HOST), value: [container] },
    { query: query('installs', HOST), value: [] },
  ]);
  return candidatesIn(facts, HOST)[0]?.whyNot;
}

function dangers(container: OtherContainer): string {
  const recognised = recognise(container);
  return recognised ? dangersOf(container, recognised).join('\n') : '';
}

describe('JATOS', () => {
  it('is known by its image, which is noted by its digest where it was none in particular', () => {
    expect(recognise(sampleOther())).toMatchObject({
      app: 'jatos',
      answers: { 'jatos.version': DIGEST },
      data: ['/opt/jatos_data'],
    });
    const image = { reference: 'docker.io/jatos/jatos:3.9.7' };
    expect(recognise(sampleOther({ image }))?.answers).toEqual({ 'jatos.version': '3.9.7' });
  });

  it('has its settings and options as answers, without those that we give it anyway', () => {
    const command = [
      '-J-Xmx3500m',
      '-Djatos.user.password.length=12',
      '-Dplay.http.session.secure=true',
      '-Djatos.title=Our lab',
    ];
    const env = {
      JATOS_DB_URL: 'jdbc:mysql://db/jatos?characterEncoding=UTF-8&serverTimezone=UTC',
      JATOS_DB_PASSWORD: 'hush-hush',
      JATOS_SECRET: 'a'.repeat(64),
    };
    const answers = recognise(sampleOther({ command, env }))?.answers;
    expect(answers).toMatchObject({
      'jatos.memory': '3500M',
      'jatos.arguments': "-Djatos.user.password.length=12 '-Djatos.title=Our lab'",
      'settings.JATOS_DB_URL': env.JATOS_DB_URL,
    });
    expect(JSON.stringify(answers)).not.toContain('hush-hush');
  });

  it('from the old guide has a variable that makes it hard to stop', () => {
    expect(dangers(sampleOther({ env: { JAVA_OPTS: '-Dpidfile.path=/dev/null' } }))).toContain(
      'JAVA_OPTS hides from JATOS how it can be stopped',
    );
  });
});

describe('docassemble', () => {
  it('from an env.list has what stands there as answers', () => {
    const env = {
      DAHOSTNAME: 'interview.law-firm.de',
      TIMEZONE: 'Europe/Berlin',
      DBPASSWORD: 'hush-hush',
      DADEBUG: 'false',
    };
    expect(recognise(docassemble({ env, mounts: [BACKUP] }))).toMatchObject({
      app: 'docassemble',
      answers: {
        hostname: 'interview.law-firm.de',
        'settings.TIMEZONE': 'Europe/Berlin',
        'settings.DADEBUG': false,
        'docassemble.version': DIGEST,
        'docassemble.store': 'volume',
      },
      data: [BACKUP.target],
    });
  });

  it('that gets its own certificate goes on doing so', () => {
    const env = { USEHTTPS: 'true', USELETSENCRYPT: 'true', DAHOSTNAME: 'docassemble.example.com' };
    const recognised = recognise(docassemble({ env }));
    expect(recognised?.answers).toMatchObject({ 'certificate.use': 'app-client' });
    expect(dangers(docassemble({ env }))).not.toMatch(/port 80|load balancer/);
  });

  it('with plain HTTP has to be told of HTTPS by hand', () => {
    expect(dangers(docassemble())).toContain('set "behind https load balancer: true"');
  });

  it('in the cloud keeps nothing in its container', () => {
    const env = { S3BUCKET: 'docassemble-example-com', S3ACCESSKEY: 'FWIEJFIJIDGISEJFWOEF' };
    const recognised = recognise(docassemble({ env }));
    expect(recognised).toMatchObject({ data: [], answers: { 'docassemble.store': 's3' } });
  });
});

describe('the Experiment Factory', () => {
  it('goes on as the image that somebody built', () => {
    expect(recognise(experiments())).toMatchObject({
      app: 'image',
      label: 'The Experiment Factory',
      answers: {
        'image.reference': 'expfactory/experiments',
        'image.port': '80',
        'image.command': 'start',
      },
      data: ['/scif/data'],
    });
  });

  it('with a folder over its experiments, or with certificates, is told of', () => {
    const mounts = [
      { source: '/etc/ssl/private', target: '/etc/ssl/private', readOnly: true },
      { source: '/home/anna', target: '/scif' },
    ];
    const told = dangers(experiments({ mounts }));
    expect(told).toContain('The folder /home/anna lies over /scif');
    expect(told).toContain('It reads certificates of the server.');
  });
});

describe('any other image', () => {
  const sinatra = (changes: Parameters<typeof sampleOther>[0] = {}) =>
    sampleOther({
      command: ['./run_app.sh'],
      workdir: '/home/sinatra',
      ports: [{ host: 10_001, container: 4567, protocol: 'tcp' }],
      ...changes,
      image: { reference: 'aws_activate/sinatra:v1.1', digests: [], env: new Map(), ports: [] },
    });

  it('is what can be seen of it', () => {
    expect(recognise(sinatra())).toMatchObject({
      app: 'image',
      answers: {
        'image.reference': 'aws_activate/sinatra:v1.1',
        'image.port': '4567',
        'image.command': './run_app.sh',
        'image.workdir': '/home/sinatra',
      },
      remarks: [expect.stringContaining('Nothing of what it writes lies outside')],
    });
  });

  it('keeps its limits and rights, as far as we give them, and is told of the others', () => {
    const strict = sinatra({
      unusual: ['--privileged', '--cap-add', '--memory', '--user', '--device'],
      user: '1000',
      limits: { memoryMB: 512 },
      rights: { add: ['NET_ADMIN'], devices: [{ host: '/dev/x', container: '/dev/y' }] },
      mounts: [{ source: '/srv/code', target: '/home/sinatra', readOnly: true }],
      entrypoint: ['/usr/bin/env', '-i'],
    });
    expect(recognise(strict)).toMatchObject({
      answers: {
        'image.user': '1000',
        'image.memory': '512',
        'image.capabilities': 'NET_ADMIN',
        'image.devices': '/dev/x:/dev/y',
        'image.folders': '/srv/code:/home/sinatra:ro',
        'image.entrypoint': '/usr/bin/env -i',
      },
      remarks: [expect.stringContaining('Nothing of what it writes lies outside')],
    });
    expect(dangers(strict)).toContain('It was started with --privileged, which it will not have');
  });

  it('keeps its folders, and its ports beside the web', () => {
    const recognised = recognise(
      sinatra({
        mounts: [
          { source: 'files', target: '/files' },
          { source: '/srv/x', target: '/x', readOnly: true },
        ],
        ports: [
          { host: 80, container: 3000, protocol: 'tcp' },
          { host: 2222, container: 22, protocol: 'tcp' },
        ],
      }),
    );
    expect(recognised?.answers).toMatchObject({
      'image.port': '3000',
      'image.folders': 'files:/files\n/srv/x:/x:ro',
      'image.ports': '2222:22/tcp',
    });
  });

  it('that nobody could visit is none', () => {
    const ports = [{ host: 5432, container: 5432, protocol: 'tcp' }] as const;
    expect(whyNot(sinatra({ ports }))).toBe('It has no port that visitors could come to.');
  });
});

describe('what can not be taken over', () => {
  it.each<[string, Parameters<typeof sampleOther>[0], RegExp]>([
    ['belongs to a cluster', { cluster: 'Docker Swarm' }, /belongs to Docker Swarm/],
    ['does not run', { running: false }, /docker start zealous_raman/],
    ['is deleted when it stops', { deletedAtStop: true }, /started with --rm/],
    ['has the network of the server', { onHostNetwork: true }, /--network host/],
    [
      'has a password among its words',
      { command: ['serve', '--db-password=hunter2'] },
      /The word db-password/,
    ],
    ['has it in the word after', { command: ['--token', 'hunter2'] }, /The word token/],
    ['has a setting of several lines', { env: { KEY: 'a\nb' } }, /KEY has several lines/],
  ])('%s', (_, changes, why) => {
    expect(whyNot(sampleOther(changes))).toMatch(why);
  });

  it.each([[['-Djatos.user.password.length=12']], [['--token', '--verbose']], [['serve']]])(
    'is not what only speaks of passwords: %s',
    (command) => {
      expect(whyNot(sampleOther({ command }))).toBeNull();
    },
  );
});

describe('dangers', () => {
  it('are none where there are none', () => {
    const image = { reference: 'jatos/jatos:3.9.7' };
    expect(dangers(sampleOther({ image, ports: [] }))).not.toMatch(/port|latest|secret|volume/i);
  });

  it('are told by what they mean for the person', () => {
    const nameless = 'c0ffee00'.repeat(8);
    const told = dangers(
      sampleOther({
        mounts: [{ source: nameless, target: '/opt/jatos_data' }],
        ports: [{ host: 9000, container: 9000, protocol: 'tcp' }],
        env: { JATOS_SECRET: 'x' },
        unusual: ['--memory'],
        project: { name: 'lab', folder: '/srv/lab' },
      }),
    );
    expect(told).toContain('a volume without a name (c0ffee00c0ff…)');
    expect(told).toContain('It can be reached at port 9000, past any HTTPS.');
    expect(told).toContain('Secret among its settings: JATOS_SECRET.');
    expect(told).toContain('an image called "latest"');
    expect(told).toContain('It was started with --memory');
    expect(told).toContain('Docker Compose made it (lab, in /srv/lab).');
  });
});

it('What was taken over is known by its number, whatever it is called', () => {
  const adopted = { container: ID, name: 'old', volumes: [], networks: [], rescued: [] };
  const record = {
    ...{ format: 1, answers: {}, app: 'jatos', image: '', digest: null },
    ...{ by: '', at: '', version: '', adopted },
  };
  const facts = new Facts([
    { query: query('otherContainers', HOST), value: [sampleOther({ running: false })] },
    { query: query('installs', HOST), value: ['lab'] },
    { query: query('record', HOST, 'lab'), value: record },
  ]);
  expect(fitting(candidatesIn(facts, HOST))).toMatchObject([{ install: 'lab', whyNot: null }]);
});
