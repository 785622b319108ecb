import type { FrontNeeds, Readiness } from '../apps/recipe.ts';
import { isStarred } from '../dns/hostname.ts';
import { challenge } from './challenge.ts';
import { INSIDE } from './container.ts';
import { healthSite } from './health.ts';
import { keepingOut, networksOf } from './only-from.ts';
import { movedPage, startingPage, stoppedPage } from './pages.ts';

export interface Site {
  readonly install: string;
  /** The public names; the first is the main one. Those with a star get the app, the others redirect to it. */
  readonly names: readonly string[];
  /** The app's container, by which Docker's DNS knows it. */
  readonly container: string;
  readonly front: FrontNeeds;
  /** Those who ask for these paths, a regular expression, come to another container at the same port, or to a place of those below. */
  readonly apart?: readonly { readonly paths: string; readonly at: string }[];
  /** A file inside of the front's container that has such places (`upstream`). */
  readonly places?: string;
  /** The port that visitors ask at for HTTPS; 443 where absent. */
  readonly port?: number;
  /** Without a certificate: something in front of it may have one. */
  readonly plain?: true;
  /** Besides: a balancer in front has one. It asks how the app is, and everybody comes by HTTPS. */
  readonly balanced?: Readiness;
  /** The app's own web server has the certificate: only who comes by HTTP comes by here. */
  readonly securedByApp?: true;
  /** Challenges lie at another web server, known by this name. */
  readonly challengesAt?: string;
  /** Visitors are told that it was stopped by its owner. */
  readonly stopped?: true;
  /** They are told that it is on another server by now. */
  readonly moved?: true;
}

/** Whom a balancer passes on, in `places`. */
export const BALANCED_VISITOR = '$balanced_visitor';

/** `sites/<install>.conf`. With a certificate only to be written once its certificate lies in its folder: nginx refuses to start without. */
export function siteConfiguration(site: Site): string {
  const { install, names, port = 443, plain, securedByApp, stopped, challengesAt } = site;
  const [main] = names;
  if (main === undefined) throw new TypeError('A site has at least one name.');
  const served = names.filter((name) => name === main || isStarred(name));
  const others = names.filter((name) => !served.includes(name));
  // Where the app has the certificate, nobody but it could answer by HTTPS.
  if (plain || (stopped && securedByApp)) return plainSite(site, main, served, others);
  const at = port === 443 ? '' : `:${port}`;
  const toHttps = `# ${main}: written by setup-server, which also overwrites it.
${site.places ? `include ${site.places};\n` : ''}
server {
  listen 80;
  server_name ${names.join(' ')};
${challenge('  ', challengesAt)}
  location / {
    return 301 https://$host${at}$request_uri;
  }
}
`;
  if (securedByApp) return toHttps;
  return `${toHttps}${others.length > 0 ? redirecting(others, `${main}${at}`, install) : ''}${networksOf(site)}
server {
  listen 443 ssl;
  server_name ${served.join(' ')};
${certificate(install)}
${application(site, main, headers(port), HSTS)}}
`;
}

/** What visitors type is all there is: who comes from before us says how they came in. */
function plainSite(
  site: Site,
  main: string,
  served: readonly string[],
  others: readonly string[],
): string {
  const { balanced, challengesAt } = site;
  const came = balanced ? CAME_SECURELY : CAME_BY;
  return `# ${main}: written by setup-server, which also overwrites it.
${placesOf(site)}${others.length > 0 ? leadingOn(others, main, came, challengesAt) : ''}${networksOf(site)}
server {
  listen 80;
  server_name ${served.join(' ')};
${challenge('  ', challengesAt)}
${came}
${application(site, main, PLAIN_HEADERS, balanced ? HSTS : '')}}
${balanced ? healthSite(site, balanced) : ''}`;
}

/** Who comes to a balancer is told apart by what it says of them: the last of the addresses. */
function placesOf({ places, balanced }: Site): string {
  if (places === undefined) return '';
  const visitor = balanced
    ? `
map $http_x_forwarded_for ${BALANCED_VISITOR} {
  "~(?<balanced>[^, ]+)$" $balanced;
  default $remote_addr;
}
`
    : '';
  return `include ${places};\n${visitor}`;
}

function leadingOn(
  names: readonly string[],
  main: string,
  came: string,
  challengesAt: string | undefined,
): string {
  return `
server {
  listen 80;
  server_name ${names.join(' ')};
${challenge('  ', challengesAt)}
${came}
  location / {
    return 301 $came_by://${main}$request_uri;
  }
}
`;
}

const HSTS = 'add_header Strict-Transport-Security $strict_transport_security always;\n';

function application(site: Site, main: string, headers: string, hsts: string): string {
  const { container, front, stopped, moved } = site;
  if (stopped) return resting(moved ? movedPage(main) : stoppedPage(main), moved ? 60 : 3600, hsts);
  return `  client_max_body_size ${front.bodyMB}m;
${hsts && `  ${hsts}`}  # A variable, so that the name is looked up when it is asked for.
  set $app http://${container}:${front.port};
${apartFrom(site)}  error_page 418 = @websocket;
  error_page 502 504 @starting;
${keepingOut(site)}
  location / {
    # Its own location, because it may be silent for longer.
    if ($http_upgrade ~* ^websocket$) {
      return 418;
    }
    proxy_pass $app;
    proxy_buffering ${front.buffering ? 'on' : 'off'};
${timeouts(front.timeoutSeconds)}
${headers}
  }

  location @websocket {
    proxy_pass $app;
${timeouts(front.websocketTimeoutSeconds)}
${headers}
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection upgrade;
  }

  location @starting {
    default_type text/html;
${hsts && `    ${hsts}`}    add_header Cache-Control no-store always;
    add_header Retry-After 5 always;
    return 502 '${startingPage(main)}';
  }
`;
}

function apartFrom({ apart = [] }: Site): string {
  return apart
    .map(
      ({ paths, at }) => `  if ($uri ~ "${paths}") {
    set $app http://${at};
  }
`,
    )
    .join('');
}

/** Whoever counts on it, a search engine, shall come back after so many seconds. */
function resting(page: string, seconds: number, hsts: string): string {
  return `  location / {
    default_type text/html;
${hsts && `    ${hsts}`}    add_header Cache-Control no-store always;
    add_header Retry-After ${seconds} always;
    return 503 '${page}';
  }
`;
}

const CAME_BY = `  set $came_by $scheme;
  if ($http_x_forwarded_proto = https) {
    set $came_by https;
  }`;

/** Who came to the balancer by plain HTTP is led to HTTPS, also where it does not do that itself. */
const CAME_SECURELY = `  set $came_by https;
  if ($http_x_forwarded_proto = http) {
    return 301 https://$host$request_uri;
  }`;

/** The last of the addresses is the one that the web server before us has seen. */
const PLAIN_HEADERS = `    proxy_http_version 1.1;
    proxy_set_header Host $http_host;
    proxy_set_header X-Real-IP $remote_addr;
    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    proxy_set_header X-Forwarded-Proto $came_by;
    proxy_set_header X-Forwarded-Host $http_host;
    proxy_set_header Forwarded "";
    proxy_set_header Proxy "";`;

function redirecting(names: readonly string[], main: string, install: string): string {
  return `
server {
  listen 443 ssl;
  server_name ${names.join(' ')};
${certificate(install)}
  add_header Strict-Transport-Security $strict_transport_security always;
  return 301 https://${main}$request_uri;
}
`;
}

function certificate(install: string): string {
  return `  ssl_certificate ${INSIDE}/certificates/${install}/fullchain.pem;
  ssl_certificate_key ${INSIDE}/certificates/${install}/key.pem;`;
}

function timeouts(seconds: number): string {
  return `    proxy_connect_timeout 3s;
    proxy_read_timeout ${seconds}s;
    proxy_send_timeout ${seconds}s;`;
}

/** The front is the edge: what a visitor claims in these headers is replaced, never passed on. */
function headers(port: number): string {
  const host = port === 443 ? '$host' : `$host:${port}`;
  return `    proxy_http_version 1.1;
    proxy_set_header Host ${host};
    proxy_set_header X-Real-IP $remote_addr;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Proto https;
    proxy_set_header X-Forwarded-Host ${host};
    proxy_set_header X-Forwarded-Port ${port};
    proxy_set_header Forwarded "";
    proxy_set_header Proxy "";`;
}
