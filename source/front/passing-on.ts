import type { FrontGoal } from '../goal.ts';
import { certificateFile, certificateFolder } from '../paths.ts';
import { LOOPBACK, USUAL_PORTS } from './ports.ts';

/** What another web server has to be told, so that it passes visitors on to the front. */
export interface PassingOn {
  /** Whose configuration it is: `nginx`. */
  readonly program: string;
  /** Where the lines go, if they are not a site of their own. */
  readonly within?: string;
  readonly lines: readonly string[];
  /** What to type once the lines are there. */
  readonly afterwards: string;
}

type Names = readonly [string, ...string[]];

/** What an app below a path wants of the site that its name has already. */
export interface Below {
  /** `/interviews/`. */
  readonly path: string;
  /** The other web server alone has a certificate. */
  readonly plain: boolean;
}

/** For port 80, where the certificate authority asks, too (RFC 8555, 8.3). */
export function passOnPlain(
  { owner, http }: FrontGoal,
  names: Names,
  reachedAt: string,
  below?: Below,
): PassingOn {
  // From inside a container, 127.0.0.1 is the container itself.
  const to = `http://${owner.startsWith('the container ') ? reachedAt : LOOPBACK}:${http}`;
  if (below) {
    const ports = below.plain ? 'ports 80 and 443' : 'port 80';
    return within(owner, names[0], ports, [CHALLENGES, below.path], to, below.plain);
  }
  switch (programOf(owner)) {
    case 'Apache':
      return {
        ...apache,
        lines: virtualHost(USUAL_PORTS.http, names, [`ProxyPass / ${to}/`]),
      };
    case 'Caddy':
      return { ...caddy, lines: [`${joined(names, 'http://')} {`, `  reverse_proxy ${to}`, '}'] };
    default:
      return {
        ...nginx(owner),
        lines: server('listen 80', names, [], [`proxy_pass ${to};`]),
      };
  }
}

/** For port 443: with our certificate, or in Caddy with one of its own, which it gets by itself. */
export function passOnSecure(
  { owner, https }: FrontGoal,
  names: Names,
  install: string,
  below?: Below,
): PassingOn {
  const to = `https://${LOOPBACK}:${https}`;
  if (below) return within(owner, names[0], 'port 443', [below.path], to, true);
  const chain = certificateFile(install);
  const key = `${certificateFolder(install)}/key.pem`;
  switch (programOf(owner)) {
    case 'Apache':
      return {
        ...apache,
        lines: virtualHost(USUAL_PORTS.https, names, [
          'SSLEngine on',
          `SSLCertificateFile ${chain}`,
          `SSLCertificateKeyFile ${key}`,
          'SSLProxyEngine on',
          `ProxyPass / ${to}/ upgrade=websocket`,
        ]),
      };
    case 'Caddy':
      return {
        ...caddy,
        lines: [
          `${joined(names, '')} {`,
          `  reverse_proxy ${to} {`,
          '    transport http {',
          `      tls_server_name ${names[0]}`,
          '    }',
          '  }',
          '}',
        ],
      };
    default:
      return {
        ...nginx(owner),
        lines: server(
          'listen 443 ssl',
          names,
          [`ssl_certificate ${chain};`, `ssl_certificate_key ${key};`],
          [
            `proxy_pass ${to};`,
            'proxy_ssl_server_name on;',
            'proxy_ssl_name $host;',
            'proxy_http_version 1.1;',
            'proxy_set_header Upgrade $http_upgrade;',
            'proxy_set_header Connection "upgrade";',
          ],
        ),
      };
  }
}

const CHALLENGES = '/.well-known/acme-challenge/';

/** Lines for the site that the name has already; `live` for where people visit the app. */
function within(
  owner: string,
  name: string,
  ports: string,
  paths: readonly string[],
  to: string,
  live: boolean,
): PassingOn {
  const secure = to.startsWith('https:');
  switch (programOf(owner)) {
    case 'Apache':
      return {
        ...apache,
        afterwards: apache.afterwards.replace('ssl', 'headers ssl'),
        within: `<VirtualHost> of ${name}, ${ports}; make it if it is not there`,
        lines: [
          'ProxyPreserveHost On',
          ...(secure ? ['SSLProxyEngine on'] : []),
          ...(live ? ['RequestHeader set X-Forwarded-Proto expr=%{REQUEST_SCHEME}'] : []),
          ...paths.map(
            (path) => `ProxyPass ${path} ${to}${path}${live ? ' upgrade=websocket' : ''}`,
          ),
        ],
      };
    case 'Caddy':
      return {
        ...caddy,
        within: `${name} { … }`,
        lines: paths.flatMap((path) => [
          `handle ${path}* {`,
          `  reverse_proxy ${to}${secure ? ' {' : ''}`,
          ...(secure
            ? ['    transport http {', `      tls_server_name ${name}`, '    }', '  }']
            : []),
          '}',
        ]),
      };
    default:
      return {
        ...nginx(owner),
        within: `server { … } of ${name}, ${ports}; make it if it is not there`,
        lines: paths.flatMap((path) => [
          `location ${path} {`,
          ...[
            `proxy_pass ${to};`,
            ...(secure ? ['proxy_ssl_server_name on;', 'proxy_ssl_name $host;'] : []),
            ...HEADERS,
            ...(live ? LIVE : []),
          ].map((line) => `  ${line}`),
          '}',
        ]),
      };
  }
}

/** How a visitor came in, and what keeps a WebSocket open. */
const LIVE = [
  'proxy_set_header X-Forwarded-Proto $scheme;',
  'proxy_http_version 1.1;',
  'proxy_set_header Upgrade $http_upgrade;',
  'proxy_set_header Connection "upgrade";',
  'proxy_buffering off;',
  'client_max_body_size 0;',
];

function programOf(owner: string): 'nginx' | 'Apache' | 'Caddy' {
  if (/^(apache2|httpd)$/.test(owner)) return 'Apache';
  return owner === 'caddy' ? 'Caddy' : 'nginx';
}

const apache = {
  program: 'Apache',
  afterwards: 'a2enmod proxy proxy_http ssl; apachectl configtest && apachectl graceful',
};
const caddy = { program: 'Caddy', afterwards: 'caddy reload --config /etc/caddy/Caddyfile' };
/** The lines for nginx show what is meant to whoever keeps another one. */
const nginx = (owner: string) => ({
  program: owner === 'nginx' ? 'nginx' : 'as in nginx',
  afterwards:
    owner === 'nginx' ? 'nginx -t && nginx -s reload' : `the same for ${owner}, then reload it`,
});

const HEADERS = [
  'proxy_set_header Host $host;',
  'proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;',
];

function server(
  listen: string,
  names: Names,
  certificate: readonly string[],
  location: readonly string[],
): string[] {
  return [
    'server {',
    ...[`${listen};`, `server_name ${names.join(' ')};`, ...certificate].map((line) => `  ${line}`),
    '  location / {',
    ...[...location, ...HEADERS].map((line) => `    ${line}`),
    '  }',
    '}',
  ];
}

function virtualHost(port: number, [name, ...others]: Names, rest: readonly string[]): string[] {
  const alias = others.length > 0 ? [`ServerAlias ${others.join(' ')}`] : [];
  const lines = [`ServerName ${name}`, ...alias, 'ProxyPreserveHost On', ...rest];
  return [`<VirtualHost *:${port}>`, ...lines.map((line) => `  ${line}`), '</VirtualHost>'];
}

function joined(names: Names, scheme: string): string {
  return names.map((name) => `${scheme}${name}`).join(', ');
}
