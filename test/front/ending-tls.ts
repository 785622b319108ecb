import { vi } from 'vitest';
import { FRONT_CONTAINER } from '../../source/front/container.ts';
import { certificateFolder } from '../../source/paths.ts';
import { frontDownload } from '../../source/steps/front.ts';
import type { Host } from '../range/range.ts';
import { write } from './front-server.ts';

/** A certificate with those that vouch for it, and its key; PEM. */
export interface Pair {
  readonly chain: string;
  readonly key: string;
}

/** Has the front's image there; under load a registry may be silent for a while. */
export async function nginxImage(host: Host): Promise<string> {
  const { image } = frontDownload;
  await vi.waitFor(() => host.exec(`docker pull -q ${image}`), {
    timeout: 120_000,
    interval: 1000,
  });
  return image;
}

/** What ends TLS and passes on to the server, as a load balancer does. */
function balancing(server: string, ledOn: boolean): string {
  const passing = (scheme: string) => `location / {
    proxy_pass http://${server};
    proxy_set_header Host $host;
    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    proxy_set_header X-Forwarded-Proto ${scheme};
  }`;
  const plain = ledOn ? 'return 301 https://$host$request_uri;' : passing('http');
  return `pid /run/nginx.pid; error_log /dev/stderr; events {} http { access_log off;
    server { listen 80; ${plain} }
    server {
      listen 443 ssl; ${passing('https')}
      ssl_certificate /balancer/fullchain.pem; ssl_certificate_key /balancer/key.pem;
    } }
`;
}

/** Has a host stand in for a load balancer that shows this pair, and passes on to the server at `to`; by HTTP all are led to HTTPS where it is so wished. */
export async function balance(
  host: Host,
  {
    to,
    pair,
    ledOn = false,
  }: { readonly to: string; readonly pair: Pair; readonly ledOn?: boolean },
): Promise<void> {
  await host.exec(`docker rm -f ${FRONT_CONTAINER} balancer >/dev/null 2>&1; mkdir -p /balancer`);
  await writePair(host, pair);
  await write(host, '/balancer/nginx.conf', balancing(to, ledOn));
  const image = await nginxImage(host);
  await host.exec(
    `docker run -d --name balancer -p 80:80 -p 443:443 -v /balancer:/balancer:ro --entrypoint nginx ${image} -c /balancer/nginx.conf -g 'daemon off;'`,
  );
  await vi.waitFor(
    async () => {
      await host.exec('curl -sko /dev/null https://127.0.0.1/');
    },
    { timeout: 20_000, interval: 250 },
  );
}

/** The stand-in shows another pair from now on. */
export async function showPair(host: Host, pair: Pair): Promise<void> {
  await writePair(host, pair);
  await host.exec('docker exec balancer nginx -c /balancer/nginx.conf -s reload');
}

async function writePair(host: Host, { chain, key }: Pair): Promise<void> {
  await write(host, '/balancer/fullchain.pem', `${chain}\n`);
  await write(host, '/balancer/key.pem', `${key}\n`);
}

/** The same with the certificate that our program got for the install `greeting` on `from`. */
export async function endTls(
  host: Host,
  { to, from }: { readonly to: string; readonly from: Host },
): Promise<void> {
  const read = (file: string) => from.exec(`cat ${certificateFolder('greeting')}/${file}`);
  const pair = { chain: await read('fullchain.pem'), key: await read('key.pem') };
  await balance(host, { to, pair });
}
