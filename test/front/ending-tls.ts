import { vi } from 'vitest';
import { FRONT_CONTAINER } from '../../source/front/container.ts';
import { certificateFolder } from '../../source/paths.ts';
import { frontDownload } from '../../source/steps/front.ts';
import type { Host } from '../range/range.ts';
import { write } from './front-server.ts';

/** What ends TLS and passes on to the server, as a load balancer does. */
function balancing(server: string): string {
  const passing = (scheme: string) => `location / {
    proxy_pass http://${server};
    proxy_set_header Host $host;
    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    proxy_set_header X-Forwarded-Proto ${scheme};
  }`;
  return `pid /run/nginx.pid; error_log /dev/stderr; events {} http { access_log off;
    server { listen 80; ${passing('http')} }
    server {
      listen 443 ssl; ${passing('https')}
      ssl_certificate /balancer/fullchain.pem; ssl_certificate_key /balancer/key.pem;
    } }
`;
}

/**
 * Has a host stand in for a load balancer that passes on to the server at `to`. The certificate is
 * the one that our program got for the install `greeting` on `from`.
 */
export async function endTls(
  host: Host,
  { to, from }: { readonly to: string; readonly from: Host },
): Promise<void> {
  await host.exec(`docker rm -f ${FRONT_CONTAINER} >/dev/null 2>&1; mkdir -p /balancer`);
  for (const file of ['fullchain.pem', 'key.pem']) {
    const text = await from.exec(`cat ${certificateFolder('greeting')}/${file}`);
    await write(host, `/balancer/${file}`, `${text}\n`);
  }
  await write(host, '/balancer/nginx.conf', balancing(to));
  await host.exec(
    `docker run -d --name balancer -p 80:80 -p 443:443 -v /balancer:/balancer:ro --entrypoint nginx ${frontDownload.image} -c /balancer/nginx.conf -g 'daemon off;'`,
  );
  await vi.waitFor(
    async () => {
      await host.exec('curl -sko /dev/null https://127.0.0.1/');
    },
    { timeout: 20_000, interval: 250 },
  );
}
