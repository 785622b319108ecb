import { dns } from './dns.ts';
import { docker } from './engine.ts';
import { addresses, network, zone } from './places.ts';
import { servicesImage } from './recipes.ts';

export type OwnRegistry = {
  /** Host, as it stands before an image's name. */
  host: string;
  /** Every request that was let in, as `METHOD PATH`. */
  requests: () => Promise<string[]>;
  remove: () => Promise<void>;
};

/**
 * A registry of a test's own at `NAME.range.test`, which shows what the range's own registry has
 * to one user with a password only (RFC 7617).
 */
export async function startOwnRegistry(
  name: string,
  { user, password }: { user: string; password: string },
): Promise<OwnRegistry> {
  const container = `range-registry-${name}`;
  const host = `${name}.${zone}`;
  await docker(['rm', '-fv', container]).catch(() => '');
  await docker([
    ...['run', '-d', '--init', '--name', container, '--network', network.name],
    ...['--label', 'range=ca', '-v', 'range-web:/web:ro', await servicesImage()],
    ...['sleep', 'infinity'],
  ]);
  const inside = (script: string, env: Record<string, string> = {}) => {
    const variables = Object.entries(env).flatMap(([key, value]) => ['-e', `${key}=${value}`]);
    return docker(['exec', '-i', ...variables, container, 'bash', '-s'], { input: script });
  };
  const env = { HOST: host, USER_NAME: user, PASSWORD: password, REGISTRY: addresses.registry };
  await inside(START, env);
  const format = '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}';
  await dns.set(host, await docker(['inspect', '-f', format, container]));
  return {
    host,
    async requests() {
      const log = await inside('cat /var/log/asked.log 2>/dev/null || true');
      return log
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line))
        .filter(({ status }) => status < 400)
        .map(({ request }) => `${request.method} ${request.uri}`);
    },
    async remove() {
      await docker(['rm', '-fv', container]);
      await dns.del(host);
    },
  };
}

/** Caddy asks for the password, and passes on to the range's registry. */
const START = `
set -e
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout /run/web.key -subj "/CN=$HOST" -out /run/web.csr 2>/dev/null
openssl x509 -req -in /run/web.csr -CA /web/ca.pem -CAkey /web/ca.key -days 30 -out /run/leaf.pem 2>/dev/null \\
  -set_serial "0x$(openssl rand -hex 8)" -extfile <(printf 'subjectAltName=DNS:%s' "$HOST")
cat /run/leaf.pem /web/ca.pem > /run/web.pem
hash=$(caddy hash-password --plaintext "$PASSWORD")
cat > /run/Caddyfile <<C
{
 admin off
 auto_https off
}
https://:443 {
 tls /run/web.pem /run/web.key
 log {
  output file /var/log/asked.log
 }
 basicauth {
  $USER_NAME $hash
 }
 reverse_proxy $REGISTRY:5000 {
  header_up -Authorization
 }
}
C
setsid caddy run --config /run/Caddyfile --adapter caddyfile >/dev/null 2>&1 </dev/null &
for _ in $(seq 200); do
  curl -sk -o /dev/null https://127.0.0.1/v2/ && exit
  sleep 0.05
done
exit 1
`;
