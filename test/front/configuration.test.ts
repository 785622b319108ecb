import { describe, expect, it } from 'vitest';
import { LABEL } from '../../source/containers/container.ts';
import { nginxConfiguration, siteConfiguration } from '../../source/front/configuration.ts';
import {
  checkFrontCommand,
  frontContainer,
  reloadFrontCommand,
} from '../../source/front/container.ts';
import { HEALTH_PATH } from '../../source/front/health.ts';
import * as paths from '../../source/paths.ts';

const site = {
  install: 'jatos',
  names: ['example.org', 'www.example.org'],
  container: 'jatos',
  front: {
    port: 9000,
    bodyMB: 500,
    timeoutSeconds: 300,
    buffering: false,
    websocketTimeoutSeconds: 604_800,
  },
};

describe('a site', () => {
  it('has what the app wants', () => {
    const text = siteConfiguration(site);
    expect(text).toContain('set $app http://jatos:9000;');
    expect(text).toContain('client_max_body_size 500m;');
    expect(text).toContain('proxy_read_timeout 300s;');
    expect(text).toContain('proxy_read_timeout 604800s;');
    expect(text).toContain('proxy_buffering off;');
    expect(siteConfiguration({ ...site, front: { ...site.front, buffering: true } })).toContain(
      'proxy_buffering on;',
    );
  });

  it('reads its certificate where it is written', () => {
    const inside = paths
      .certificateFile('jatos')
      .replace(paths.FRONT_FOLDER, '/etc/nginx/setup-server');
    expect(siteConfiguration(site)).toContain(`ssl_certificate ${inside};`);
  });

  it('redirects other names only where there are some', () => {
    expect(siteConfiguration(site)).toContain('return 301 https://example.org$request_uri;');
    expect(siteConfiguration({ ...site, names: ['example.org'] })).not.toContain(
      'return 301 https://example.org$request_uri;',
    );
  });

  it('gives the app the visitors of names with a star, and leads on those of others', () => {
    const names = ['example.org', 'www.example.org', '*.example.org'];
    const secure = siteConfiguration({ ...site, names })
      .split('listen 443 ssl;')
      .slice(1);
    const namesIn = (text: string) => /server_name (.*);/.exec(text)?.[1];
    expect(secure.map(namesIn)).toEqual(['www.example.org', 'example.org *.example.org']);
  });

  it('keeps paths for some networks, by a variable of its own', () => {
    const inside = { paths: ['/jatos', '/a.b'], networks: ['192.0.2.0/24', '2001:db8::/32'] };
    const kept = { ...site, front: { ...site.front, inside } };
    const text = siteConfiguration(kept);
    expect(text).toMatch(
      /\ngeo \$from_inside_[0-9a-f]{12} \{\n {2}default 0;\n {2}192\.0\.2\.0\/24 1;\n {2}2001:db8::\/32 1;\n\}/,
    );
    expect(text).toContain('if ($uri ~ "^(?:/jatos|/a\\.b)(?:/|$)") {');
    const variable = (install: string) =>
      /geo (\S+)/.exec(siteConfiguration({ ...kept, install }))?.[1];
    expect(variable('a-b')).not.toBe(variable('a_b'));
    expect(siteConfiguration({ ...kept, stopped: true })).not.toContain('inside');
    expect(siteConfiguration(site)).not.toContain('inside');
  });

  it('is the same text for the same wishes', () => {
    expect(siteConfiguration({ ...site })).toBe(siteConfiguration(site));
    expect(nginxConfiguration()).toBe(nginxConfiguration());
  });

  it('tells visitors that its owner stopped it, by HTTPS where that is ours', () => {
    const text = siteConfiguration({ ...site, stopped: true });
    expect(text).toContain('ssl_certificate');
    expect(text).not.toContain('proxy_pass');
    const page = /return 503 '(.*)';/.exec(text)?.[1] ?? '';
    expect(page).toContain('It was stopped by its owner');
    expect(page).not.toMatch(/['$\\]/);
    const own = siteConfiguration({ ...site, stopped: true, securedByApp: true });
    expect(own).toContain("return 503 '");
    expect(own).not.toMatch(/443|https:/);
  });

  it('has a page for waiting that nginx can quote', () => {
    const page = /return 502 '(.*)';/.exec(siteConfiguration(site))?.[1] ?? '';
    expect(page).toContain('<h1>example.org is starting</h1>');
    expect(page).not.toMatch(/['$\\]/);
  });
});

it.each([
  ['configuration', nginxConfiguration()],
  ['site', siteConfiguration(site)],
  [
    'site with a path for some networks',
    siteConfiguration({
      ...site,
      front: { ...site.front, inside: { paths: ['/a'], networks: ['::1'] } },
    }),
  ],
  ['site of a stopped app', siteConfiguration({ ...site, stopped: true })],
])('closes every block of the %s', (_, text) => {
  const bare = text.replace(/#.*|'[^']*'|"[^"]*"/g, '');
  expect(bare.split('{').length).toBe(bare.split('}').length);
});

describe('the container', () => {
  it('is all of this', () => {
    expect(frontContainer()).toEqual({
      name: 'setup-server-front',
      image: 'nginx:1.30-alpine',
      entrypoint: ['nginx'],
      command: ['-c', '/etc/nginx/setup-server/nginx.conf', '-g', 'daemon off;'],
      volumes: [
        { source: '/etc/setup-server/front', target: '/etc/nginx/setup-server', readOnly: true },
        {
          source: '/var/lib/setup-server/challenges',
          target: '/var/www/acme-challenge',
          readOnly: true,
        },
      ],
      ports: [
        { host: 80, container: 80, protocol: 'tcp' },
        { host: 443, container: 443, protocol: 'tcp' },
      ],
      network: 'setup-server',
      restart: 'always',
      stop: { timeoutSeconds: 10 },
      logs: { maxSizeMB: 10, files: 3 },
      labels: { [LABEL.install]: 'front' },
    });
  });

  it('is asked to check a configuration before it takes it up', () => {
    const check =
      'docker exec setup-server-front nginx -t -q -c /etc/nginx/setup-server/nginx.conf';
    expect(checkFrontCommand().text).toBe(check);
    expect(reloadFrontCommand().text.startsWith(`${check} &&\n`)).toBe(true);
  });
});

it('keeps what is ours apart from what is named by people', () => {
  const { FRONT_FOLDER, ACCOUNTS, RENEWAL, ADDRESS, TIMETABLE, CLUSTER } = paths;
  const ours = [FRONT_FOLDER, ACCOUNTS, RENEWAL, ADDRESS, TIMETABLE, CLUSTER];
  expect(ours).toEqual(paths.RESERVED_INSTALLS.map(paths.installFolder));
});

describe('a site without a certificate', () => {
  const text = siteConfiguration({ ...site, plain: true });

  it('is plain HTTP, and promises browsers nothing else', () => {
    expect(text).not.toMatch(/443|ssl|Strict-Transport-Security/);
    expect(text).toContain('return 301 $came_by://example.org$request_uri;');
  });

  it('takes from what stands before it how visitors came in', () => {
    expect(text).toContain('proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;');
    expect(text).toContain('proxy_set_header X-Forwarded-Proto $came_by;');
  });
});

describe('a site behind a load balancer that has the certificate', () => {
  const balanced = { path: '/login', status: (code: number) => code === 200, patienceSeconds: 60 };
  const text = siteConfiguration({ ...site, plain: true, balanced });

  it('tells the app that visitors came by HTTPS, and leads those there who did not', () => {
    expect(text).toContain('set $came_by https;');
    expect(text).toContain('if ($http_x_forwarded_proto = http) {\n    return 301 https://');
    expect(text).toContain('Strict-Transport-Security');
    expect(text).not.toMatch(/443|ssl/);
  });

  it("asks the app's own page where the balancer asks how it is", () => {
    expect(text).toContain('server_name "~^[0-9.]+$";');
    expect(text).toContain(`location = ${HEALTH_PATH} {`);
    expect(text).toMatch(/proxy_pass \$app\/login;/);
    expect(text).not.toContain('proxy_intercept_errors');
    const lenient = { ...balanced, status: (code: number) => code < 500 };
    expect(siteConfiguration({ ...site, plain: true, balanced: lenient })).toMatch(
      /error_page 400 401 .* = @well;/,
    );
    expect(siteConfiguration({ ...site, plain: true, balanced, stopped: true })).not.toContain(
      'proxy_pass',
    );
  });
});
