import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Spread } from '../../source/apps/spread.ts';
import { nginxConfiguration, siteConfiguration } from '../../source/front/configuration.ts';
import { HEALTH_PATH } from '../../source/front/health.ts';
import type { Goal } from '../../source/goal.ts';
import { certificateFile } from '../../source/paths.ts';
import { deployCommand, deploymentOf } from '../../source/swarm/deployment.ts';
import { configTexts, specOf } from '../../source/swarm/stack.ts';
import { inRoles, pinned, stateless, staying, three } from './example-cluster.ts';

const files = new Map(
  deploymentOf(stateless, three).files.map(({ path, text }) => [
    path.split('/').at(-1) ?? '',
    text,
  ]),
);
const stack = parse(files.get('stack.yml') ?? '');

/** One whose visitors stay with one copy for these paths. */
function sticky(paths: string): Goal {
  const [role] = staying.cluster?.spread.roles ?? [];
  if (!staying.cluster || !role) throw new Error('It has no role.');
  const spread: Spread = { ...staying.cluster.spread, roles: [{ ...role, sticky: paths }] };
  return { ...staying, cluster: { ...staying.cluster, spread } };
}

describe('what an app is deployed from', () => {
  it('has the app in so many copies, of an image that is the same everywhere', () => {
    expect(stack.services.app).toMatchObject({
      image: 'example/study:1.2@sha256:5a5a',
      command: ['serve'],
      env_file: ['/etc/setup-server/study/env.list'],
      stop_grace_period: '5s',
      ulimits: { nofile: 65_536 },
      deploy: {
        ...{ replicas: 3, endpoint_mode: 'dnsrr' },
        update_config: { parallelism: 1, order: 'start-first', failure_action: 'rollback' },
      },
    });
  });

  it('knows a copy to be well by its port, in the words of the kernel', () => {
    const [kind, test] = stack.services.app.healthcheck.test;
    expect(kind).toBe('CMD-SHELL');
    // 9000 in hexadecimal; 0A: it listens (proc(5)).
    expect(test).toContain("':2328 [0-9A-F]+:0000 0A '");
  });

  it('leaves it to an image that says how it is, or where nothing could tell', () => {
    for (const health of ['own', 'none'] as const) {
      const own = deploymentOf(stateless, { ...three, health }).files.at(-1)?.text ?? '';
      expect(parse(own).services.app.healthcheck).toBeUndefined();
    }
  });

  it('has a web server on every server that lets visitors in, with ports of its own', () => {
    expect(stack.services.front).toMatchObject({
      ports: [
        { target: 80, published: 80, protocol: 'tcp', mode: 'host' },
        { target: 443, published: 443, protocol: 'tcp', mode: 'host' },
      ],
      deploy: {
        mode: 'global',
        placement: { constraints: ['node.labels.setup-server.front == yes'] },
      },
    });
  });

  it('gives the key to none but what hands it to the web server, in memory', () => {
    const having = Object.entries<{ secrets?: unknown }>(stack.services)
      .filter(([, { secrets }]) => secrets)
      .map(([name]) => name);
    expect(having).toEqual(['carrier']);
    expect(stack.volumes.served.driver_opts).toMatchObject({ type: 'tmpfs' });
  });

  it('encrypts what goes between the servers, unless that was given up', () => {
    expect(stack.networks.cluster.driver_opts).toEqual({ encrypted: 'true' });
    const open = deploymentOf(stateless, { ...three, encrypted: false }).files.at(-1)?.text ?? '';
    expect(parse(open).networks.cluster.driver_opts).toBeUndefined();
  });

  it('replaces nothing in what a person wrote: a dollar is a dollar', () => {
    const { recipe } = stateless;
    const container = { ...recipe.container, command: ['echo', '$HOME', '$(X)'] };
    const text = deploymentOf({ ...stateless, recipe: { ...recipe, container } }, three).files.at(
      -1,
    )?.text;
    expect(parse(text ?? '').services.app.command).toEqual(['echo', '$$HOME', '$$(X)']);
  });

  it('is another carrier with another certificate, and nothing else', () => {
    const [one, other] = ['a'.repeat(16), 'b'.repeat(16)];
    const spec = (part: string, mark: string) =>
      specOf(part, stateless, three, (path) => (path === certificateFile('study') ? mark : ''));
    expect(spec('carrier', one)).not.toBe(spec('carrier', other));
    for (const part of ['app', 'front', 'challenges'] as const)
      expect(spec(part, one)).toBe(spec(part, other));
    expect(stack.services.carrier.labels['setup-server.spec']).toBe(
      `${spec('carrier', '')}\${CERTIFICATE}`,
    );
    expect(spec('carrier', one)).toBe(`${spec('carrier', '')}${one}`);
    expect(deployCommand(stateless).text).toContain(certificateFile('study'));
  });

  it('is another part with other settings, which its file does not tell', () => {
    const path = '/etc/setup-server/study/env.list';
    const spec = (mark: string) =>
      specOf('app', stateless, three, (of) => (of === path ? mark : 'other'));
    expect(spec('one')).not.toBe(spec('two'));
    expect(files.get('reads')).toBe(`READ_0 ${path}\n`);
    expect(stack.services.app.deploy.labels['setup-server.spec']).toBe(
      specOf('app', stateless, three, () => `\${READ_0}`),
    );
  });

  it('is the same part in more copies', () => {
    const spec = (replicas: number) => specOf('app', stateless, { ...three, replicas }, () => '');
    expect(spec(5)).toBe(spec(3));
  });

  it('answers challenges at every server, from the one that has them', () => {
    expect(files.get('nginx.conf')).toContain('set $challenges http://challenges;');
    expect(files.get('site.conf')).toContain('proxy_pass $challenges;');
    expect(files.get('challenges.conf')).toContain('alias /var/www/acme-challenge/;');
    const alone = { install: 'study', names: ['a.example.org'], container: 'study' };
    const site = siteConfiguration({ ...alone, front: stateless.recipe.front });
    expect(site).toContain('alias /var/www/acme-challenge/;');
    expect(site).not.toContain('$challenges');
  });

  it('leads those who ask for some paths to the part that is for them', () => {
    const spread: Spread = {
      roles: [
        { name: 'meeting', runs: 'once', paths: '^/rooms/' },
        { name: 'app', runs: 'copies' },
      ],
      update: 'together',
    };
    const apart = { ...stateless, cluster: { others: [], addresses: [], spread } };
    const site = deploymentOf(apart, three).files.find(({ path }) => path.endsWith('site.conf'));
    expect(site?.text).toContain(
      'if ($uri ~ "^/rooms/") {\n    set $app http://meeting:9000;\n  }',
    );
    expect(files.get('site.conf')).not.toContain('if ($uri');
  });

  it('hears of a copy whose server is gone, which one server never needs', () => {
    expect(stack.services.front.sysctls).toEqual({
      'net.ipv4.tcp_keepalive_time': '5',
      'net.ipv4.tcp_keepalive_intvl': '2',
      'net.ipv4.tcp_keepalive_probes': '3',
    });
    expect(files.get('nginx.conf')).toMatch(/^ {2}proxy_socket_keepalive on;$/m);
    expect(nginxConfiguration()).not.toMatch(/proxy_socket_keepalive/);
  });

  it('finds the copies by their name', () => {
    expect(files.get('site.conf')).toContain('set $app http://app:9000;');
  });
});

describe('what an app with data is deployed from', () => {
  const deployed = (goal: Goal) => parse(deploymentOf(goal, three).files.at(-1)?.text ?? '');

  it('has each part wait for its own turn, and the data for the first server alone', () => {
    const { services, volumes } = deployed(pinned);
    const waits = (part: string) => [`node.labels.setup-server.runs.${part} == yes`];
    expect(Object.keys(services)).toEqual([
      ...['beside-db', 'app', 'challenges', 'carrier', 'front'],
    ]);
    for (const part of ['beside-db', 'app'])
      expect(services[part].deploy).toMatchObject({
        replicas: 1,
        placement: { constraints: waits(part) },
        // Never an old one beside a new one, and no old version back on newer data.
        update_config: { order: 'stop-first', failure_action: 'pause' },
      });
    expect(services.app.volumes).toEqual([
      { type: 'volume', source: 'data-study-data', target: '/data' },
    ]);
    expect(volumes).toMatchObject({
      'data-study-data': { external: true, name: 'study-data' },
      'data-study-db': { external: true, name: 'study-db' },
    });
  });

  it('has what it works with by the names that it knows, of the image that is there, with its own variables', () => {
    const { services } = deployed(pinned);
    expect(services['beside-db']).toMatchObject({
      image: 'mariadb:11.4@sha256:6b6b',
      env_file: ['/etc/setup-server/study/db.env.list'],
      networks: { cluster: { aliases: ['study-db'] } },
      stop_grace_period: '60s',
    });
    expect(services['beside-db'].ports).toBeUndefined();
  });

  it('is patient with what only seems ill: nobody ends a database that is busy', () => {
    const { healthcheck } = deployed(pinned).services['beside-db'];
    expect(healthcheck.test).toEqual([
      'CMD',
      'healthcheck.sh',
      '--connect',
      '--innodb_initialized',
    ]);
    expect(healthcheck.retries).toBeGreaterThanOrEqual(100);
  });

  it('leaves time for the command by which it is stopped', () => {
    expect(deployed(pinned).services.app.stop_grace_period).toBe('125s');
  });

  it('keeps a visitor at one copy for what wants that, by whichever server', () => {
    const goal = sticky('^/ws(/|$)');
    expect(deployed(goal).services.front.entrypoint).toEqual(['sh', '/front.sh', 'app:9000']);
    expect(deployed(staying).services.front.entrypoint).toEqual(['sh', '/front.sh']);
    const site = configTexts(goal)['site.conf'];
    expect(site).toContain('include /run/setup-server-places.conf;');
    expect(site).toContain('if ($uri ~ "^/ws(/|$)") {\n    set $app http://sticky_app;');
    expect(configTexts(staying)['site.conf']).not.toMatch(/include|sticky/);
  });

  it('reads the files of an app that it takes up when it is started anew', () => {
    const { recipe } = pinned;
    const file = { mode: '644', content: [''] } as const;
    const files = [
      { ...file, path: 'app.conf' },
      { ...file, path: 'first.conf', once: true as const },
    ];
    const goal: Goal = { ...pinned, recipe: { ...recipe, files } };
    const reads = deploymentOf(goal, three).files.find(({ path }) => path.endsWith('/reads'));
    expect(reads?.text.split('\n').map((line) => line.split('/study/')[1])).toEqual([
      ...['db.env.list', 'env.list', 'files/app.conf', undefined],
    ]);
  });

  it('has roles with variables and folders of their own, and copies where they shall be', () => {
    const { services } = deployed(inRoles);
    const own = (role: string) => [
      '/etc/setup-server/study/env.list',
      `/etc/setup-server/study/cluster/${role}.env.list`,
    ];
    expect(services.backend).toMatchObject({
      env_file: own('backend'),
      deploy: { replicas: 1 },
      healthcheck: { test: ['CMD', 'is-well'] },
    });
    expect(services.app).toMatchObject({
      env_file: own('app'),
      deploy: { replicas: 3 },
      volumes: [{ type: 'bind', source: '/srv/study', target: '/data' }],
    });
  });
});

describe('what an app behind a load balancer is deployed from', () => {
  const arn = 'arn:aws:acm:eu-central-1:123456789012:certificate/0f1e2d3c';
  const { certificate } = stateless;
  const balanced: Record<string, Goal> = {
    'whose own it is': { ...stateless, certificate: { ...certificate, use: 'balancer' } },
    'that is handed one': { ...stateless, certificate: { ...certificate, handsTo: arn } },
  };

  it.each(Object.entries(balanced))('has no certificate beside that %s', (_, goal) => {
    const text = deploymentOf(goal, three).files.map((each) => each.text);
    const { services, secrets } = parse(text.at(-1) ?? '');
    expect(secrets).toEqual({});
    expect(services.carrier.secrets).toEqual([]);
    expect(services.front.ports.map((each: { target: number }) => each.target)).toEqual([80]);
    // 80 in hexadecimal.
    expect(services.front.healthcheck.test[1]).toContain(':0050 ');
    expect(text.join('\n')).not.toMatch(/CERTIFICATE|fullchain|listen 443 ssl;\n {2}server_name w/);
    expect(specOf('carrier', goal, three, () => 'mark')).not.toContain('mark');
    expect(deployCommand(goal).text).not.toContain(certificateFile('study'));
  });

  it.each(Object.entries(balanced))('answers that %s at every server', (_, goal) => {
    const site = configTexts(goal)['site.conf'];
    expect(site).toContain(HEALTH_PATH);
    expect(site.split('proxy_pass $challenges;')).toHaveLength(3);
    expect(site).not.toContain('alias ');
    expect(site).not.toContain('ssl_certificate');
  });

  it('keeps a visitor at one copy by the address that the balancer tells', () => {
    const goal = sticky('^/ws');
    const texts = configTexts({ ...goal, certificate: { ...certificate, use: 'balancer' } });
    expect(texts['site.conf']).toContain('include /run/setup-server-places.conf;');
    expect(texts['site.conf']).toContain('map $http_x_forwarded_for $balanced_visitor {');
    expect(texts['front.sh']).toContain('hash $balanced_visitor consistent;');
    expect(configTexts(goal)['front.sh']).toContain('hash $remote_addr consistent;');
  });
});
