import type { Readiness } from '../apps/recipe.ts';
import { challenge } from './challenge.ts';
import type { Site } from './site.ts';

/** What a load balancer asks for, by address and without any name, to see whether the app is well. */
export const HEALTH_PATH = '/setup-server-health';

/** What an app may answer and be well, although a balancer takes it for ill. */
const CLIENT_ERRORS = [400, 401, 402, 403, 404, 405, 406, 410, 415, 422, 426, 429];

/** The server that answers a balancer: it asks the app's own page. One that rests on purpose is well. */
export function healthSite(
  { container, front, names, stopped, challengesAt }: Site,
  ready: Readiness,
): string {
  const asked = stopped ? '    return 200;' : askingTheApp(container, front.port, names, ready);
  return `
server {
  listen 80;
  server_name "~^[0-9.]+$";
${challenge('  ', challengesAt)}
  location = ${HEALTH_PATH} {
    access_log off;
${asked}
  }
  location / {
    return 404;
  }
  location @well {
    return 200;
  }
}
`;
}

function askingTheApp(
  container: string,
  port: number,
  [main = '']: readonly string[],
  { path, status }: Readiness,
): string {
  const fine = CLIENT_ERRORS.filter(status);
  return `    set $app http://${container}:${port};
    proxy_pass $app${path};
    proxy_connect_timeout 3s;
    proxy_read_timeout 4s;
    proxy_set_header Host ${main};
    proxy_set_header X-Forwarded-Host ${main};
    proxy_set_header X-Forwarded-Proto https;${
      fine.length > 0
        ? `\n    proxy_intercept_errors on;\n    error_page ${fine.join(' ')} = @well;`
        : ''
    }`;
}
