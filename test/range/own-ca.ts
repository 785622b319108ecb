import { dns } from './dns.ts';
import { docker } from './engine.ts';
import { addresses, network, zone } from './places.ts';
import { servicesImage } from './recipes.ts';

export type OwnCaOptions = {
  /** Accounts must be opened elsewhere: keys by their ids (base64url). */
  externalAccounts?: Record<string, string>;
  /** Lifetime of what is issued; 90 days unless told. */
  certificateSeconds?: number;
  /** How many chains there are beside the usual one. */
  alternateChains?: number;
  /** Percent of good nonces that are refused; Pebble's own 5 unless told. */
  rejectNonces?: number;
  /** Percent of valid authorizations that are used again; none unless told. */
  reuseAuthorizations?: number;
};

export type OwnCa = {
  directory: string;
  /** It answers every request with this status, until it is told null. */
  refuse: (status: number | null, headers?: Record<string, string>) => Promise<void>;
  /** The root it issues under; `index` is that of an alternate chain. */
  root: (index?: number) => Promise<string>;
  /** The root of the certificate that it shows itself. */
  webRoot: () => Promise<string>;
  /** What Pebble tells to those who test with it: `/cert-status-by-serial/…`. */
  tell: (path: string) => Promise<string>;
  /** It refuses connections from now on. */
  stop: () => Promise<void>;
  /** As a new one, with other roots and maybe other habits; it has forgotten all accounts. */
  restart: (changes?: OwnCaOptions) => Promise<void>;
  remove: () => Promise<void>;
};

/**
 * A CA of a test's own at `https://NAME.range.test/directory`, with its own habits: the shared ones
 * stay as they are. Its HTTPS is trusted where the range's web is, unless it `isPrivate`: then it
 * has a root of its own for that. What it issues is trusted nowhere.
 */
export async function startOwnCa(
  name: string,
  { isPrivate = false, ...options }: OwnCaOptions & { isPrivate?: boolean } = {},
): Promise<OwnCa> {
  const container = `range-ca-${name}`;
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
  const start = (habits: OwnCaOptions) => inside(START, environment(habits));
  await inside(CERTIFICATE, { HOST: host, ROOT: isPrivate ? '' : '/web' });
  await start(options);
  const format = '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}';
  await dns.set(host, await docker(['inspect', '-f', format, container]));
  return {
    directory: `https://${host}/directory`,
    refuse: async (status, headers = {}) => {
      const answer = status === null ? PASS : refusal(status, headers);
      await docker(['exec', '-i', container, 'sh', '-c', RELOAD], { input: caddyfile(answer) });
    },
    root: (index = 0) => inside(`curl -skf https://127.0.0.1:15000/roots/${index}`),
    webRoot: () => inside('cat /run/root.pem'),
    tell: (path) => inside(`curl -skf 'https://127.0.0.1:15000${path}'`),
    stop: async () => void (await inside(STOP)),
    restart: async (changes = {}) => {
      await inside(STOP);
      await start({ ...options, ...changes });
    },
    remove: async () => {
      await docker(['rm', '-fv', container]);
      await dns.del(host);
    },
  };
}

function environment(habits: OwnCaOptions): Record<string, string> {
  const { externalAccounts = {}, certificateSeconds = 90 * 24 * 3600 } = habits;
  const pebble = {
    listenAddress: '127.0.0.1:14000',
    managementListenAddress: '127.0.0.1:15000',
    certificate: '/run/web.pem',
    privateKey: '/run/web.key',
    httpPort: 80,
    tlsPort: 443,
    ocspResponderURL: '',
    externalAccountBindingRequired: Object.keys(externalAccounts).length > 0,
    externalAccountMACKeys: externalAccounts,
    certificateValidityPeriod: certificateSeconds,
  };
  return {
    DNS: addresses.dns,
    CONFIG: JSON.stringify({ pebble }),
    PEBBLE_VA_NOSLEEP: '1',
    PEBBLE_WFE_NONCEREJECT: String(habits.rejectNonces ?? 5),
    PEBBLE_AUTHZREUSE: String(habits.reuseAuthorizations ?? 0),
    PEBBLE_ALTERNATE_ROOTS: String(habits.alternateChains ?? 0),
  };
}

const PASS = `rewrite /directory /dir
 reverse_proxy https://127.0.0.1:14000 {
  header_up Host {host}
  transport http {
   tls_insecure_skip_verify
  }
 }`;

function refusal(status: number, headers: Record<string, string>): string {
  const lines = Object.entries(headers).map(([name, value]) => `header ${name} "${value}"\n `);
  return `${lines.join('')}respond "busy" ${status}`;
}

/** As for the shared CAs: port 443 and Let's Encrypt's path. */
function caddyfile(answer: string): string {
  return `{\n admin localhost:2019\n auto_https off\n}\nhttps://:443 {\n tls /run/web.pem /run/web.key\n ${answer}\n}\n`;
}

const RELOAD =
  'cat > /run/Caddyfile && caddy reload --config /run/Caddyfile --adapter caddyfile --force';

/** What it shows itself: a certificate under the range's web root, or under none but itself. */
const CERTIFICATE = `
set -e
kind="-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout /run/web.key"
if [ -n "$ROOT" ]; then
  openssl req $kind -subj "/CN=$HOST" -out /run/web.csr 2>/dev/null
  openssl x509 -req -in /run/web.csr -CA $ROOT/ca.pem -CAkey $ROOT/ca.key -days 30 -out /run/leaf.pem 2>/dev/null \\
    -set_serial "0x$(openssl rand -hex 8)" -extfile <(printf 'subjectAltName=DNS:%s' "$HOST")
  cp $ROOT/ca.pem /run/root.pem
  cat /run/leaf.pem /run/root.pem > /run/web.pem
else
  openssl req -x509 -days 30 $kind -subj "/CN=$HOST" -addext "subjectAltName=DNS:$HOST" -out /run/web.pem 2>/dev/null
  cp /run/web.pem /run/root.pem
fi
`;

/** Pebble behind Caddy. */
const START = `
set -e
printf '%s' "$CONFIG" > /run/pebble.json
cat > /run/Caddyfile <<'C'
${caddyfile(PASS)}C
setsid pebble -config /run/pebble.json -dnsserver "$DNS:53" >/dev/null 2>&1 </dev/null &
echo $! > /run/pebble.pid
caddy start --config /run/Caddyfile --adapter caddyfile >/dev/null 2>&1 </dev/null
for _ in $(seq 600); do
  curl -skf https://127.0.0.1:15000/roots/0 >/dev/null && curl -skf https://127.0.0.1/directory >/dev/null && exit
  sleep 0.05
done
exit 1
`;

const STOP = `
caddy stop >/dev/null 2>&1
[ ! -e /run/pebble.pid ] || kill "$(cat /run/pebble.pid)"
rm -f /run/pebble.pid
for _ in $(seq 200); do
  curl -sk -o /dev/null https://127.0.0.1:15000/roots/0 || exit 0
  sleep 0.05
done
exit 1
`;
