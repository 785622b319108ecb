import { spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Answers } from '../../source/answers/answers.ts';
import type { App } from '../../source/apps/app.ts';
import { docassemble } from '../../source/apps/docassemble.ts';
import { jatos } from '../../source/apps/jatos.ts';
import { taskSize } from '../../source/clouds/ecs/fargate.ts';
import { ecsFiles } from '../../source/clouds/ecs/files.ts';
import type { EcsWanted } from '../../source/clouds/ecs/wanted.ts';
import { growFilesTask } from '../../source/errands/servers/grow-files.ts';
import { Facts, query } from '../../source/facts/facts.ts';
import type { Goal } from '../../source/goal.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { system } from '../core/example-goal.ts';
import { stateless } from '../swarm/example-cluster.ts';
import { several, wanted } from './example-ecs.ts';

const SECRET = 'postgres://study:Very0Secret@db/study';
const study: Goal = { ...stateless, app: { id: 'image', label: 'Study' } };
const { host, install } = study;

function seen(more: Readonly<Record<string, unknown>> = {}): Facts {
  const entries = new Map([
    ['TITLE', new Secret('A study')],
    ['DB_URL', new Secret(SECRET)],
    ['EMPTY_TOKEN', new Secret('')],
  ]);
  const facts = {
    envFile: { entries, sha256: '', mode: '600' },
    container: { image: 'example/study:1.2' },
    system: { architecture: 'amd64' },
    image: { id: 'sha256:1', digest: 'example/study@sha256:5a5a' },
    ...more,
  };
  const subjects = {
    envFile: '/etc/setup-server/study/env.list',
    ...{ container: install, system: '', image: 'example/study:1.2' },
  };
  return new Facts(
    Object.entries(facts).map(([fact, value]) => {
      const subject = subjects[fact as keyof typeof subjects] ?? 'example/study:1.2';
      const at = fact === 'manifest' ? '' : host;
      return { query: query(fact as 'container', at, subject), value: value as never };
    }),
  );
}

function undertaken(
  goal: Goal = study,
  facts = seen(),
  wishes: Answers = {},
  answers: Answers = {},
) {
  return growFilesTask.undertake({
    ...({ host, name: install, goal, answers, facts } as never as { goal: Goal }),
    wishes: { 'swarm.stateless': true, 'ecs.folder': 'there/', 'ecs.copies': '3', ...wishes },
  } as never);
}

function filesOf(goal?: Goal, facts?: Facts): Readonly<Record<string, string>> {
  const steps = undertaken(goal, facts).steps([], study);
  const writes = steps.flatMap((step) => step.actions(new Facts()));
  return Object.fromEntries(
    writes.flatMap((each) => (each.do === 'write-own' ? [[each.path, each.text]] : [])),
  );
}

const RECORDED = {
  ...{ app: 'image', install, 'image.reference': 'example/study:1.2', 'image.port': '8080' },
  ...{ hostname: 'study.example.org', 'certificate.terms': true },
};
const recordOf = (answers: Answers) => ({
  ...{ format: 1, app: 'image', image: 'example/study:1.2', digest: null, answers },
  ...{ by: 'anna@laptop', at: '2026-10-01T00:00:00Z', version: '0.1.0' },
});

/** What is written for an app as it would be set up by these answers. */
function templateOf(app: App, answers: Answers) {
  const setting = { answers, facts: new Facts(), install, host, hostname: 'study.example.org' };
  const { container, ...recipe } = app.recipe(setting);
  const image = study.recipe.container.image;
  const goal = {
    ...{ ...study, app: { id: app.id, label: app.label } },
    recipe: { ...recipe, container: { ...container, image } },
  };
  const steps = undertaken(goal, seen(), {}, answers).steps([], goal);
  const texts = steps.flatMap((step) => step.actions(new Facts()));
  const template = texts.find((each) => each.do === 'write-own' && /json$/.test(each.path));
  return JSON.parse(template?.do === 'write-own' ? template.text : '{}');
}

describe('an app as files for Amazon ECS', () => {
  it('has no secret in any of them, and refers to each by name', () => {
    const files = filesOf();
    expect(Object.keys(files)).toEqual([
      ...['there/README.txt', 'there/template.json', 'there/secrets.sh'],
    ]);
    expect(JSON.stringify(files)).not.toContain('Very0Secret');
    const { Resources } = JSON.parse(files['there/template.json'] ?? '');
    const [container] = Resources.Task.Properties.ContainerDefinitions;
    expect(container).toMatchObject({
      Image: 'example/study:1.2@sha256:5a5a',
      Environment: [
        { Name: 'TITLE', Value: 'A study' },
        { Name: 'EMPTY_TOKEN', Value: '' },
      ],
      Secrets: [
        {
          Name: 'DB_URL',
          ValueFrom: {
            'Fn::Sub': expect.stringMatching(/:parameter\/setup-server\/study\/DB_URL$/),
          },
        },
      ],
    });
    const [policy] = Resources.Role.Properties.Policies;
    expect(JSON.stringify(policy)).toContain('ssm:GetParameters');
    expect(JSON.stringify(policy)).not.toContain('"*"');
  });

  it('tells its costs, and changes nothing on the server', () => {
    const { steps, receipt, answers } = undertaken();
    expect(answers).toEqual({});
    for (const step of steps([], study))
      expect(step.actions(new Facts()).map((each) => each.do)).toEqual(['write-own']);
    const lines = JSON.stringify(receipt(study, new Facts(), null));
    expect(lines).toMatch(/about \$\d+ a month/);
  });

  it('names the login of a private registry, and asks for it', () => {
    const files = filesOf(study, seen({ manifest: { is: 'hidden' } }));
    const { Parameters, Resources } = JSON.parse(files['there/template.json'] ?? '');
    expect(Parameters).toHaveProperty('Registry');
    expect(Resources.Task.Properties.ContainerDefinitions[0]).toMatchObject({
      RepositoryCredentials: { CredentialsParameter: { Ref: 'Registry' } },
    });
    expect(files['there/README.txt']).toContain('Registry=ARN');
    expect(filesOf()['there/README.txt']).not.toContain('Registry');
    expect(filesOf()['there/README.txt']).toContain(
      'npx setup-server grow study.example.org --install study --write .\n',
    );
  });

  it('gets no more rights than those to its own image, where Amazon has that', () => {
    const image = '123456789012.dkr.ecr.eu-central-1.amazonaws.com/lab/study:1@sha256:5a5a';
    const text = ecsFiles({ ...wanted, image }).find(([name]) => name === 'template.json')?.[1];
    expect(text).toContain('ecr:eu-central-1:123456789012:repository/lab/study"');
  });

  const { container } = study.recipe;
  it.each<[string, Partial<Goal['recipe']>, string]>([
    ['data', { container: { ...container, volumes: [{ source: 'a', target: '/a' }] } }, 'unfit'],
    ['files', { files: [{ path: 'a', content: ['a'], mode: '644' }] }, 'unfit'],
    [
      'a stop of its own',
      { container: { ...container, stop: { command: ['a'], timeoutSeconds: 5 } } },
      'unfit',
    ],
    ['an image that no registry has', { source: { from: 'context', path: '/a' } }, 'no-image'],
  ])('is refused for what has %s', (_, recipe, code) => {
    const goal = { ...study, recipe: { ...study.recipe, ...recipe } };
    expect(() => undertaken(goal)).toThrow(expect.objectContaining({ code: `ecs.${code}` }));
  });

  it('is refused for what a person says keeps data, and for what has some with a name', () => {
    const unfit = expect.objectContaining({ code: 'ecs.unfit' });
    expect(() => undertaken(study, seen(), { 'swarm.stateless': false })).toThrow(unfit);
    const withMount = (source: string) => {
      const mounts = [{ type: 'volume', source, target: '/data' }];
      return undertaken(study, seen({ container: { image: 'example/study:1.2', mounts } }));
    };
    expect(() => withMount('study-data')).toThrow(unfit);
    expect(() => withMount('f'.repeat(64))).not.toThrow();
  });

  it('is refused for docassemble with its database in its container, and says why', () => {
    const goal = { ...study, app: { id: 'docassemble', label: 'docassemble' } };
    expect(() => undertaken(goal, seen(), {}, { 'docassemble.store': 's3' })).toThrow(
      expect.objectContaining({
        trouble: expect.objectContaining({ why: expect.stringContaining('two minutes to end') }),
      }),
    );
  });

  it.each([
    ['of its own and no other one beside it', {}, true, ['swarm.stateless']],
    [
      'that a person says keeps nothing',
      { 'swarm.stateless': true },
      true,
      ['swarm.stateless', 'ecs.copies', 'ecs.folder'],
    ],
    ['that has data with a name', {}, false, []],
  ] as const)('is asked for no more than matters, of an app %s', (_, given, free, ids) => {
    const answers = { ...RECORDED, 'image.folders': free ? '' : '/data' };
    const facts = seen().with([
      { query: query('installs', host, ''), value: [install] },
      { query: query('record', host, install), value: recordOf(answers) },
      {
        query: query('login', host, ''),
        value: { user: 'root', root: 'already', groups: ['root'] },
      },
      { query: query('system', host, ''), value: system },
    ] as never);
    const way = { 'host.kind': 'ssh', server: '203.0.113.7', ...given };
    const questions = growFilesTask.script.flatMap((item) => ('ask' in item ? [item.ask] : []));
    const asked = questions.filter(
      ({ id, when }) => /^(swarm|ecs)\./.test(id) && (when?.(way, facts) ?? true),
    );
    expect(asked.map(({ id }) => id)).toEqual(ids);
  });

  it('is several parts for docassemble with a database of its own, each told what it does', () => {
    const answers = {
      ...{ 'docassemble.store': 's3', 'settings.S3BUCKET': 'forms' },
      ...{ 'settings.DBHOST': 'db.example.org', 'settings.S3ACCESSKEY': '' },
    };
    const { Resources } = templateOf(docassemble, answers);
    const roleOf = (task: string) =>
      Resources[task].Properties.ContainerDefinitions[0].Environment.filter(
        ({ Name }: { Name: string }) => /ROLE|SERVERHOSTNAME/.test(Name),
      );
    expect(roleOf('BackendTask')).toEqual([
      { Name: 'CONTAINERROLE', Value: 'redis:rabbitmq:log:cron:mail' },
      { Name: 'SERVERHOSTNAME', Value: 'backend.study.internal' },
    ]);
    expect(roleOf('Task')).toEqual([{ Name: 'CONTAINERROLE', Value: 'web:celery' }]);
    expect(Resources.Service.DependsOn).toContain('BackendService');
    expect(Resources.BackendService.Properties.LoadBalancers).toBeUndefined();
    expect(JSON.stringify(Resources.Rights)).toContain(':s3:::forms/*');
    expect(Resources.Task.Properties.Volumes).toBeUndefined();
  });

  it('is several parts for JATOS with a folder in common and a database of its own', () => {
    const answers = {
      ...{ 'jatos.version': '3.10.4', 'jatos.folder': '/mnt/shared/jatos' },
      ...{ 'jatos.database': 'own', 'settings.JATOS_DB_URL': 'jdbc:mysql://db.example.org/jatos' },
    };
    const { Resources, Parameters } = templateOf(jatos, answers);
    expect(Parameters.Folder.Default).toBe('/jatos');
    for (const task of [Resources.ChannelsTask, Resources.Task]) {
      const [container] = task.Properties.ContainerDefinitions;
      expect(container.Command).toContain('-Djatos.multiNode=true');
      expect(container.MountPoints).toMatchObject([{ ContainerPath: '/opt/jatos_data' }]);
      const heap = container.Command.find((word: string) => word.startsWith('-J-Xmx'));
      expect(Number(/\d+/.exec(heap)?.[0])).toBeLessThan(Number(task.Properties.Memory));
    }
    const [{ PathPatternConfig }] = Resources.ChannelsPaths.Properties.Conditions;
    expect(PathPatternConfig.Values).toContain('/publix/*/group/*');
    expect(PathPatternConfig.Values.length).toBeLessThanOrEqual(5);
    expect(Resources.Rights).toBeUndefined();
  });

  it('is refused for JATOS with MariaDB beside it', () => {
    const answers = {
      ...{ 'jatos.version': '3.10.4', 'jatos.folder': '/mnt/shared/jatos' },
      'jatos.database': 'mariadb',
    };
    expect(() => templateOf(jatos, answers)).toThrow(
      expect.objectContaining({ code: 'ecs.unfit' }),
    );
  });

  it('says in README.txt what several parts are, and that both must never run', () => {
    const readme = ecsFiles(several)[0]?.[1] ?? '';
    expect(readme).toContain('2 copies of the app, each with 0.25 of a processor');
    expect(readme).toContain('1 copy of channels, with 0.25');
    expect(readme).toContain('npx setup-server stop study.example.org --install study');
    expect(readme).toContain('Files=FS-ID');
    expect(ecsFiles(wanted)[0]?.[1]).not.toMatch(/setup-server stop|Files=/);
    for (const line of readme.split('\n').filter((each) => !/^ {3}.*aws |^ {3}Network/.test(each)))
      expect(line.length, line).toBeLessThanOrEqual(100);
  });

  it('says in README.txt where the app has less time to end than it may take', () => {
    const readme = (timeoutSeconds: number) => {
      const [app] = wanted.parts;
      const part = { ...app, container: { ...app.container, stop: { timeoutSeconds } } };
      const slow: EcsWanted = { ...wanted, parts: [part] };
      return ecsFiles(slow)[0]?.[1] ?? '';
    };
    expect(readme(600)).toContain('may take 600 seconds to end. Amazon gives it 120');
    expect(readme(60)).not.toContain('Amazon gives it');
    for (const line of readme(60)
      .split('\n')
      .filter((each) => !/^ {3}\S*aws|^ {3}Network/.test(each)))
      if (!line.includes('   aws ')) expect(line.length).toBeLessThanOrEqual(100);
  });
});

describe('the size of a copy', () => {
  it.each([
    [100, 0, 256, 512],
    [512, 0, 256, 512],
    [513, 0, 256, 1024],
    [2048, 0, 256, 2048],
    [2048, 1, 1024, 2048],
    [4096, 0, 512, 4096],
    [6000, 0, 1024, 6144],
    [31_000, 0, 8192, 32_768],
    [999_999, 0, 16_384, 122_880],
  ])('of %i MB and %i processors is %i and %i', (memory, cpus, cpu, memoryMB) => {
    expect(taskSize(memory, cpus)).toEqual({ cpu, memoryMB });
  });
});

describe('the script for its secrets', () => {
  let folder: string;
  afterEach(() => rm(folder, { recursive: true }));

  it('hands each value over by standard input, whole, and nothing else of the list', async () => {
    folder = await mkdtemp(join(tmpdir(), 'ecs-'));
    const script = ecsFiles(wanted).find(([name]) => name === 'secrets.sh')?.[1] ?? '';
    const aws = `#!/bin/sh\nprintf '%s\\n' "$*" >> "${folder}/asked"\ncat >> "${folder}/values"; echo >> "${folder}/values"\n`;
    await writeFile(join(folder, 'secrets.sh'), script);
    await writeFile(join(folder, 'aws'), aws);
    await chmod(join(folder, 'aws'), 0o755);
    const odd = String.raw`  a="b\n" $HOME 'c' ${'`'}id${'`'} =  `;
    await writeFile(join(folder, 'env.list'), `TITLE=A study\n# remark\nDB_URL=${odd}\nTOKEN=x=y`);
    const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` };
    const code = await new Promise((resolve) =>
      spawn('sh', ['secrets.sh', 'env.list'], { cwd: folder, env, stdio: 'ignore' }).on(
        'close',
        resolve,
      ),
    );
    expect(code).toBe(0);
    expect(await readFile(join(folder, 'values'), 'utf8')).toBe(`${odd}\nx=y\n`);
    const asked = await readFile(join(folder, 'asked'), 'utf8');
    expect(asked.match(/--name \S+/g)).toEqual([
      '--name /setup-server/study/DB_URL',
      '--name /setup-server/study/TOKEN',
    ]);
    expect(asked).not.toContain('x=y');
  });
});
