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
  refuse: (status: number | null) => Promise<void>;
  /** The root it issues under; `index` is that of an alternate chain. */
  root: (index?: number) => Promise<string>;
  /** What Pebble tells to those who test with it: `/cert-status-by-serial/…`. */
  tell: (path: string) => Promise<string>;
  remove: () => Promise<void>;
};

/**
 * A CA of a test's own at `https://NAME.range.test/directory`, with its own habits: the shared ones
 * stay as they are. Its HTTPS is trusted where the range's web is; what it issues is trusted nowhere.
 */
export async function startOwnCa(name: string, options: OwnCaOptions = {}): Promise<OwnCa> {
  const container = `range-ca-${name}`;
  const host = `${name}.${zone}`;
  const { externalAccounts = {}, certificateSeconds = 90 * 24 * 3600 } = options;
  const config = {
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
  const env = {
    HOST: host,
    DNS: addresses.dns,
    CONFIG: JSON.stringify({ pebble: config }),
    PEBBLE_VA_NOSLEEP: '1',
    PEBBLE_WFE_NONCEREJECT: String(options.rejectNonces ?? 5),
    PEBBLE_AUTHZREUSE: String(options.reuseAuthorizations ?? 0),
    PEBBLE_ALTERNATE_ROOTS: String(options.alternateChains ?? 0),
  };
  await docker(['rm', '-fv', container]).catch(() => '');
  await docker([
    ...['run', '-d', '--init', '--name', container, '--network', network.name],
    ...['--label', 'range=ca', '-v', 'range-web:/web:ro'],
    ...Object.entries(env).flatMap(([key, value]) => ['-e', `${key}=${value}`]),
    ...[await servicesImage(), 'bash', '-c', PROGRAM],
  ]);
  const inside = (script: string) => docker(['exec', container, 'bash', '-c', script]);
  await inside('for _ in $(seq 600); do [ -e /run/ready ] && exit; sleep 0.05; done; exit 1');
  const format = '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}';
  await dns.set(host, await docker(['inspect', '-f', format, container]));
  return {
    directory: `https://${host}/directory`,
    refuse: async (status) => {
      const answer = status === null ? PASS : `respond "busy" ${status}`;
      await docker(['exec', '-i', container, 'sh', '-c', RELOAD], { input: caddyfile(answer) });
    },
    root: (index = 0) => inside(`curl -skf https://127.0.0.1:15000/roots/${index}`),
    tell: (path) => inside(`curl -skf 'https://127.0.0.1:15000${path}'`),
    remove: async () => {
      await docker(['rm', '-fv', container]);
      await dns.del(host);
    },
  };
}

const PASS = `rewrite /directory /dir
 reverse_proxy https://127.0.0.1:14000 {
  header_up Host {host}
  transport http {
   tls_insecure_skip_verify
  }
 }`;

/** As for the shared CAs: port 443 and Let's Encrypt's path. */
function caddyfile(answer: string): string {
  return `{\n admin localhost:2019\n auto_https off\n}\nhttps://:443 {\n tls /run/web.pem /run/web.key\n ${answer}\n}\n`;
}

const RELOAD =
  'cat > /run/Caddyfile && caddy reload --config /run/Caddyfile --adapter caddyfile --force';

/** A certificate under the range's web root for the name, then Pebble behind Caddy. */
const PROGRAM = `
set -e
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$HOST" -keyout /run/web.key -out /run/web.csr 2>/dev/null
openssl x509 -req -in /run/web.csr -CA /web/ca.pem -CAkey /web/ca.key -days 30 -out /run/leaf.pem 2>/dev/null \\
  -set_serial "0x$(openssl rand -hex 8)" -extfile <(printf 'subjectAltName=DNS:%s' "$HOST")
cat /run/leaf.pem /web/ca.pem > /run/web.pem
printf '%s' "$CONFIG" > /run/pebble.json
cat > /run/Caddyfile <<'C'
${caddyfile(PASS)}C
pebble -config /run/pebble.json -dnsserver "$DNS:53" &
caddy run --config /run/Caddyfile --adapter caddyfile >/dev/null 2>&1 &
until curl -skf https://127.0.0.1:15000/roots/0 >/dev/null && curl -skf https://127.0.0.1/directory >/dev/null; do sleep 0.05; done
touch /run/ready; wait -n; kill 0
`;
