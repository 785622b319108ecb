import { LETS_ENCRYPT } from '../../certificate-authorities.ts';
import { sh } from '../../shell.ts';
import { type Finding, unremarkable } from '../finding.ts';
import type { ReachFact } from '../machine.ts';
import type { HostProbe } from '../probe.ts';

/** Where Docker gets images from that name no registry (docs.docker.com/reference/api/registry). */
export const REGISTRY = 'https://registry-1.docker.io/v2/';

const PATIENCE_SECONDS = 5;
/** GNU wget's exit code for an answer that is an error. */
const WGET_REFUSED = 8;
/** curl's exit code for a certificate that it does not trust. */
const CURL_UNTRUSTED = 60;

/**
 * Any HTTP answer will do, also "not found". Small systems have neither curl nor wget; bash can
 * at least open the connection. curl also tells the other's time, and who signed a certificate that
 * it does not trust.
 */
export const reachProbe: HostProbe<'reach'> = {
  fact: 'reach',
  slow: true,
  waits: true,
  command: (url) => sh`
    proxy=\${https_proxy:-\${HTTPS_PROXY:-\${all_proxy:-\${ALL_PROXY:-}}}}
    [ ! "$proxy" ] || echo "proxy $proxy" | sed 's|//[^@/]*@|//|'
    if command -v curl >/dev/null 2>&1; then
      told=$(curl -sS -I -m ${PATIENCE_SECONDS} -w 'status %{http_code}\\n' -- ${url} 2>&1)
      code=$?
      echo "$told"
      echo "now $(date +%s)"
      [ "$code" != ${CURL_UNTRUSTED} ] ||
        curl -skvI -m ${PATIENCE_SECONDS} -o /dev/null -- ${url} 2>&1 | sed -n 's/^\\* *issuer: /issuer /p'
    elif command -v wget >/dev/null 2>&1; then
      wget -q --spider -t 1 -T ${PATIENCE_SECONDS} ${url} 2>&1
      case $? in 0 | ${WGET_REFUSED}) echo status 0 ;; esac
    else
      timeout ${PATIENCE_SECONDS} bash -c ': >"/dev/tcp/$1/$2"' - ${socketOf(url)} 2>&1 && echo status 0
    fi
    :
  `,
  parse: ({ code, stdout }) => readReach(code, stdout),
};

function readReach(code: number, stdout: string): ReachFact {
  const line = (pattern: RegExp) => pattern.exec(stdout)?.[1]?.trim();
  const proxy = line(/^proxy (\S+)$/m);
  const through = proxy === undefined ? {} : { proxy };
  if (/server returned error: HTTP|^status (?!000)\d+$/m.test(stdout)) {
    const ahead = aheadOf(
      line(/^now (\d+)$/m),
      [...stdout.matchAll(/^date: (.+)$/gim)].at(-1)?.[1],
    );
    return {
      reachable: true,
      says: '',
      ...(ahead === undefined ? {} : { aheadSeconds: ahead }),
      ...through,
    };
  }
  const issuer = line(/^issuer (.+)$/m);
  const said = stdout.split('\n').find((each) => each !== '' && !OURS.test(each));
  return {
    reachable: false,
    says: said?.trim() || `no answer (exit code ${code})`,
    ...through,
    ...(issuer === undefined ? {} : { issuer }),
  };
}

const OURS = /^(status|now|proxy|issuer) |^HTTP\/|^[\w-]+: .*\r$/;

/** An HTTP date (RFC 9110, 5.6.7) stands for a whole second, and has come a long way. */
function aheadOf(now: string | undefined, date: string | undefined): number | undefined {
  const seconds = Date.parse(date ?? '') / 1000;
  return now === undefined || Number.isNaN(seconds) ? undefined : Number(now) - seconds;
}

export function reachFinding(fact: ReachFact, url: string): Finding {
  const { host } = new URL(url);
  const name = PLACES.get(host) ?? host;
  if (fact.reachable) {
    return unremarkable(`It reaches ${name}`, fact.proxy && `through the proxy ${fact.proxy}`);
  }
  const { note, advice } = reasonOf(fact, host);
  const proxy = fact.proxy === undefined ? '' : ` (through the proxy ${fact.proxy})`;
  return {
    status: 'warning',
    text: `The server does not reach ${name}`,
    note: note + proxy,
    advice,
  };
}

const PLACES: ReadonlyMap<string, string> = new Map([
  [new URL(REGISTRY).host, 'Docker Hub'],
  [new URL(LETS_ENCRYPT.directory).host, LETS_ENCRYPT.label],
]);

/** By the words of curl, wget and bash. */
function reasonOf(
  { says, issuer, proxy }: ReachFact,
  host: string,
): { readonly note: string; readonly advice: readonly string[] } {
  if (/resolve|bad address|name or service not known|lookup/i.test(says)) {
    return {
      note: 'it does not find the address',
      advice: [
        `On the server, \`getent hosts ${host}\` must print an address: look at /etc/resolv.conf there.`,
      ],
    };
  }
  if (/not yet valid|has expired/i.test(says)) {
    return {
      note: 'the clock of the server, or the certificate there, is out of date',
      advice: ['On the server, `date` must tell the right time: timedatectl set-ntp true'],
    };
  }
  if (issuer !== undefined || /certificate|SSL|TLS/i.test(says)) {
    return {
      note: `its network reads along: certificates there are from ${issuer === undefined ? 'somebody else' : nameIn(issuer)}`,
      advice: [
        `Ask whoever runs the network to let ${host} through unread.`,
        'Or for their root certificate, and make it known on the server (Debian: /usr/local/share/ca-certificates and update-ca-certificates), then: systemctl restart docker',
      ],
    };
  }
  const behind =
    proxy === undefined
      ? 'If it may go out only through a proxy, set https_proxy in /etc/environment, and for Docker "proxies" in /etc/docker/daemon.json.'
      : `Look whether the proxy ${proxy} is right and lets ${host} through.`;
  return {
    note: says,
    advice: [`Ask whoever runs the network to let the server reach ${host}, port 443.`, behind],
  };
}

/** Organisation, else common name, in `C=US; O=Zscaler Inc.; CN=Zscaler Root CA`. */
function nameIn(issuer: string): string {
  const part = (name: string) => new RegExp(`(?:^|[,;/] ?)${name} ?= ?([^,;/]+)`).exec(issuer)?.[1];
  return part('O')?.trim() ?? part('CN')?.trim() ?? issuer;
}

/** Host and port, as bash's /dev/tcp wants them. */
function socketOf(url: string): [string, number] {
  const { hostname, port, protocol } = new URL(url);
  return [hostname.replace(/[[\]]/g, ''), Number(port) || (protocol === 'https:' ? 443 : 80)];
}
