import type { FrontNeeds } from '../apps/app.ts';
import { isStarred } from '../dns/hostname.ts';
import { challenge } from './challenge.ts';
import { INSIDE } from './container.ts';

export interface Site {
  readonly install: string;
  /** The public names; the first is the main one. Those with a star get the app, the others redirect to it. */
  readonly names: readonly string[];
  /** The app's container, by which Docker's DNS knows it. */
  readonly container: string;
  readonly front: FrontNeeds;
  /** The port that visitors ask at for HTTPS; 443 where absent. */
  readonly port?: number;
}

/** `sites/<install>.conf`. Only to be written once its certificate lies in its folder: nginx refuses to start without. */
export function siteConfiguration(site: Site): string {
  const { install, names, container, front, port = 443 } = site;
  const [main] = names;
  if (main === undefined) throw new TypeError('A site has at least one name.');
  const served = names.filter((name) => name === main || isStarred(name));
  const others = names.filter((name) => !served.includes(name));
  const at = port === 443 ? '' : `:${port}`;
  return `# ${main}: written by setup-server, which also overwrites it.

server {
  listen 80;
  server_name ${names.join(' ')};
${challenge('  ')}
  location / {
    return 301 https://$host${at}$request_uri;
  }
}
${others.length > 0 ? redirecting(others, `${main}${at}`, install) : ''}
server {
  listen 443 ssl;
  server_name ${served.join(' ')};
${certificate(install)}
  client_max_body_size ${front.bodyMB}m;
  add_header Strict-Transport-Security $strict_transport_security always;
  # A variable, so that the name is looked up when it is asked for.
  set $app http://${container}:${front.port};
  error_page 418 = @websocket;
  error_page 502 504 @starting;

  location / {
    # Its own location, because it may be silent for longer.
    if ($http_upgrade ~* ^websocket$) {
      return 418;
    }
    proxy_pass $app;
    proxy_buffering ${front.buffering ? 'on' : 'off'};
${timeouts(front.timeoutSeconds)}
${headers(port)}
  }

  location @websocket {
    proxy_pass $app;
${timeouts(front.websocketTimeoutSeconds)}
${headers(port)}
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection upgrade;
  }

  location @starting {
    default_type text/html;
    add_header Strict-Transport-Security $strict_transport_security always;
    add_header Cache-Control no-store always;
    add_header Retry-After 5 always;
    return 502 '${startingPage(main)}';
  }
}
`;
}

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

/** Inside nginx's single quotes: no `'`, no `$`. */
function startingPage(name: string): string {
  return [
    '<!doctype html><html lang="en"><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width"><meta http-equiv="refresh" content="5">',
    `<title>${name}</title>`,
    '<style>body{font:1.1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:20vh auto;padding:0 1rem;color-scheme:light dark}</style>',
    `<h1>${name} is starting</h1>`,
    '<p>It does not answer yet. This page tries again every five seconds.</p></html>',
  ].join('');
}
