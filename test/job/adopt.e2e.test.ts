import { beforeAll, describe, expect, it } from 'vitest';
import { elsewhereLines } from '../range/elsewhere.ts';
import { dns, type Host, host, rangeUp } from '../range/range.ts';
import { answersFor, newOperator, type Operator, type Ran } from './operator.ts';
import { CONTAINERS, traces } from './state.ts';

const HOSTNAME = 'adopt.range.test';
const FORMS = 'forms.range.test';
const BUILDER = 'quay.io/vanessa/expfactory-builder';
const ASSETS = '/opt/jatos_data/study_assets_root';

/** As the guides have them started, but for the ports where two of them want the same. */
const BY_HAND = {
  jatos: 'docker run -d -p 80:9000 jatos/jatos:3.9.7',
  kept: 'docker run -d --name jatos_lab -p 9000:9000 -v jatosdata:/opt/jatos_data jatos/jatos',
  docassemble:
    'docker run --env-file=env.list -v dabackup:/usr/share/docassemble/backup -d -p 8080:80 jhpyle/docassemble',
  expfactory:
    'docker run -d -p 8081:80 -v /etc/ssl/certs:/etc/ssl/certs:ro -v /etc/ssl/private:/etc/ssl/private:ro expfactory/experiments start',
  sinatra:
    "docker run -d -w /home/sinatra -e RACK_ENV=test -p 10001:8080 aws_activate/sinatra:v1.1 hello './run_app.sh'",
  composed:
    'docker run -d --name shop-web-1 --network shop --restart unless-stopped --label com.docker.compose.project=shop --label com.docker.compose.project.working_dir=/srv/shop -e DB_PASSWORD=Tr0ub4dor -p 3000:8080 example/hello:1',
} as const;

describe('containers that somebody started by hand', () => {
  let server: Host;
  let operator: Operator;
  let way: Record<string, unknown>;
  const ids: Record<string, string> = {};

  beforeAll(async () => {
    await rangeUp({
      suites: ['trixie'],
      apps: ['nginx', 'jatos', 'hello', 'expfactory', 'docassemble'],
    });
    const elsewhere = await elsewhereLines();
    const options = { suite: 'trixie', variant: 'docker', disk: 'tmpfs' } as const;
    server = await host('adopt', { ...options, hosts: elsewhere });
    await dns.set(HOSTNAME, server.address);
    operator = await newOperator({ hosts: elsewhere });
    const { server: address, ...answers } = await answersFor(server, HOSTNAME);
    way = {
      server: address,
      'ssh.user': answers['ssh.user'],
      'ssh.fingerprint': answers['ssh.fingerprint'],
    };
    await server.exec(
      `printf 'DAHOSTNAME=${FORMS}\\nTIMEZONE=Europe/Berlin\\nDBPASSWORD=abc12345\\n' >env.list`,
    );
    await server.exec(
      `docker run -v /root/experiments:/data ${BUILDER} build stroop && docker build -q -t expfactory/experiments /root/experiments`,
    );
    await server.exec(
      'docker network create shop; docker pull -q example/hello:1; docker tag example/hello:1 aws_activate/sinatra:v1.1',
    );
    for (const [name, line] of Object.entries(BY_HAND)) ids[name] = await server.exec(line);
    return () => server.remove();
  });

  const adopt = async (
    container: string,
    more: Record<string, unknown> = {},
    ...words: string[]
  ) => {
    const file = await operator.answers({ ...way, 'adopt.container': container, ...more });
    return await operator.run(['adopt', '--answers', file, '--yes', '--json', ...words]);
  };
  const inspect = async (format: string, which: string) =>
    await server.exec(`docker inspect --format '${format}' ${which}`);
  const nameOf = async (which: string) => (await inspect('{{.Name}}', ids[which] ?? '')).slice(1);
  const started = async () =>
    await server.exec(
      `docker inspect --format '{{.Id}} {{.State.StartedAt}}' $(${CONTAINERS}) | sort`,
    );
  const troubles = ({ events }: Ran) =>
    events.filter(({ type }) => ['failed', 'trouble', 'problems'].includes(String(type)));
  const planOf = ({ events }: Ran) => events.find(({ type }) => type === 'plan');
  const record = async (install: string) =>
    JSON.parse(await server.read(`/etc/setup-server/${install}/install.json`));

  it('are all told, and none is taken unless it is named', async () => {
    const before = await traces(server);
    const file = await operator.answers(way);
    const ran = await operator.run(['adopt', '--answers', file, '--yes', '--json']);
    expect(ran.code).toBe(64);
    for (const label of [
      'JATOS',
      'docassemble',
      'The Experiment Factory',
      'aws_activate/sinatra:v1.1',
    ])
      expect(ran.stdout).toContain(`(${label})`);
    expect(troubles(ran)).toMatchObject([{ problems: [{ id: 'adopt.container' }] }]);
    expect(await traces(server)).toBe(before);
  });

  it('have a plan that names dangers, and hides what is secret', async () => {
    const before = await traces(server);
    const ran = await adopt('shop-web-1', {}, '--plan');
    expect(ran.code).toBe(2);
    expect(ran.stdout).not.toContain('Tr0ub4dor');
    expect(ran.stdout).toContain('Secret among its settings: DB_PASSWORD.');
    expect(ran.stdout).toContain('Docker Compose made it (shop, in /srv/shop).');
    expect(await traces(server)).toBe(before);
  });

  it.each([
    ['jatos', 'jatos'],
    ['kept', 'jatos-lab'],
    ['docassemble', 'docassemble'],
    ['expfactory', 'experiments'],
    ['sinatra', 'sinatra'],
    ['composed', 'shop-web-1'],
  ])('%s is taken over as it runs, once', async (which, install) => {
    const before = await started();
    const name = await nameOf(which);
    const ran = await adopt(name);
    expect(troubles(ran)).toEqual([]);
    expect(ran.code).toBe(0);
    expect(await nameOf(which)).toBe(install);
    expect(await started()).toBe(before);
    expect(await inspect('{{.HostConfig.RestartPolicy.Name}}', install)).toMatch(
      /^(always|unless-stopped)$/,
    );
    const kept = await record(install);
    expect(kept.adopted).toMatchObject({ container: ids[which], name });
    const found = await traces(server);
    expect((await adopt(install)).events.at(-1)).toMatchObject({ ending: 'nothing-to-do' });
    expect(await traces(server)).toBe(found);
    expect(await started()).toBe(before);
  });

  it('keep what they were started with, and what is secret only where root alone reads it', async () => {
    expect(await server.read('/etc/setup-server/docassemble/env.list')).toBe(
      `DAHOSTNAME=${FORMS}\nTIMEZONE=Europe/Berlin\nDBPASSWORD=abc12345`,
    );
    expect(await server.exec('stat -c %a /etc/setup-server/*/env.list | sort -u')).toBe('600');
    expect((await record('docassemble')).answers).toMatchObject({
      hostname: FORMS,
      'settings.TIMEZONE': 'Europe/Berlin',
      'docassemble.store': 'volume',
    });
    expect((await record('docassemble')).adopted.volumes).toEqual([
      { source: 'dabackup', target: '/usr/share/docassemble/backup' },
    ]);
    expect((await record('jatos-lab')).adopted.volumes).toEqual([
      { source: 'jatosdata', target: '/opt/jatos_data' },
    ]);
    expect((await record('jatos-lab')).image).toMatch(/^jatos\/jatos@sha256:/);
    expect((await record('sinatra')).answers).toMatchObject({
      'image.reference': 'aws_activate/sinatra:v1.1',
      'image.port': '8080',
      'image.workdir': '/home/sinatra',
      'image.command': 'hello ./run_app.sh',
    });
    expect((await record('shop-web-1')).adopted.networks).toEqual(['shop']);
    const found = await server.exec(
      'grep -rlF -e Tr0ub4dor -e abc12345 /etc/setup-server /var/lib/setup-server',
    );
    expect(found.split('\n').sort()).toEqual([
      '/etc/setup-server/docassemble/env.list',
      '/etc/setup-server/shop-web-1/env.list',
    ]);
  });

  it('have a copy of what lay in them alone', async () => {
    const list = (volume: string) =>
      server.exec(
        `cd /var/lib/docker/volumes/${volume}/_data && find . -printf '%p %m %u %s\\n' | sort`,
      );
    expect(await list('jatos-rescued')).toContain('./database/jatos.mv.db 644');
    expect((await record('experiments')).adopted.rescued).toEqual(['/scif/data']);
  });

  it('are in the status, and say what is left to do', async () => {
    const file = await operator.answers(way);
    const ran = await operator.run(['status', '--answers', file, '--json']);
    const status = ran.events.find(({ type }) => type === 'status') as unknown as {
      installs: { install: string; state: string; complaints: { text: string }[] }[];
    };
    const jatos = status.installs.find(({ install }) => install === 'jatos');
    expect(jatos).toMatchObject({
      state: 'up',
      answers: true,
      address: `http://${server.address}`,
      complaints: [{ text: 'JATOS still runs as somebody set it up by hand' }],
    });
    expect(status.installs).toHaveLength(6);
  });

  it('can be stopped its own way and started again, and nothing else before they are ours', async () => {
    const file = await operator.answers({ ...way, 'renew.install': 'jatos-lab' });
    const run = async (command: string) =>
      await operator.run([...command.split(' '), '--answers', file, '--yes', '--json']);
    const stopped = await run('stop');
    expect(troubles(stopped)).toEqual([]);
    expect(
      await inspect('{{.State.Running}} {{.HostConfig.RestartPolicy.Name}}', 'jatos-lab'),
    ).toBe('false no');
    const again = await run('start');
    expect(troubles(again)).toEqual([]);
    expect(await inspect('{{.Id}} {{.State.Running}}', 'jatos-lab')).toBe(`${ids.kept} true`);
    const page = await operator.program(['curl', '-sS', `http://${server.address}:9000/jatos`]);
    expect(page.stdout).toContain('"dirty": false');
    const refused = await run('env set -e TITLE=Ours');
    expect(refused.events).toContainEqual(
      expect.objectContaining({
        type: 'trouble',
        trouble: expect.objectContaining({ code: 'adopt.as-it-was' }),
      }),
    );
  });

  it('get HTTPS with all that was written meanwhile, stopped their own way', async () => {
    await server.exec(`docker exec jatos sh -c 'echo later >${ASSETS}/later.txt'`);
    const answers = await answersFor(server, HOSTNAME);
    const wanted = { ...answers, app: 'jatos', install: 'jatos' };
    const file = await operator.answers(wanted);
    const unasked = await operator.run(['--answers', file, '--json', '--yes']);
    expect(troubles(unasked)).toMatchObject([{ problems: [{ id: 'adopt.replace' }] }]);
    const agreed = await operator.answers({ ...wanted, 'adopt.replace': true });
    const planned = await operator.run(['--answers', agreed, '--json', '--plan']);
    expect(troubles(planned)).toEqual([]);
    expect(planOf(planned)).toBeDefined();
    expect(planned.stdout).toContain(
      'Stop JATOS and move its data out of the container, to the volume jatos-rescued',
    );
    const ran = await operator.run(['--answers', agreed, '--yes', '--json']);
    expect(troubles(ran)).toEqual([]);
    expect(ran.code).toBe(0);
    const page = await operator.program(['curl', '-sS', `https://${HOSTNAME}/jatos`]);
    const facts = JSON.parse(
      /<script type="application\/json" id="facts">(.*?)<\/script>/.exec(page.stdout)?.[1] ?? '',
    );
    expect(facts).toMatchObject({
      version: '3.9.7',
      data: 'created by 3.9.7',
      dirty: false,
      versions: ['3.9.7'],
    });
    expect(await server.exec(`docker exec jatos cat ${ASSETS}/later.txt`)).toBe('later');
    expect(await inspect('{{range .Mounts}}{{.Name}}:{{.Destination}}{{end}}', 'jatos')).toBe(
      'jatos-rescued:/opt/jatos_data',
    );
    expect(await server.succeeds(`docker inspect ${ids.jatos}`)).toBe(false);
    expect((await record('jatos')).adopted).toMatchObject({ replaced: true });
  });

  it('are ours then: nothing is left to do', async () => {
    const before = await traces(server);
    const answers = await answersFor(server, HOSTNAME);
    const file = await operator.answers({ ...answers, app: 'jatos', install: 'jatos' });
    const again = await operator.run(['--answers', file, '--yes', '--json']);
    expect(again.events.at(-1)).toMatchObject({ ending: 'nothing-to-do' });
    expect(await traces(server)).toBe(before);
  });
});
