import { sh } from '../shell.ts';
import type { Finding } from './finding.ts';
import type { ReachFact } from './machine.ts';
import type { HostProbe } from './probe.ts';

const PATIENCE_SECONDS = 5;
/** GNU wget's exit code for an answer that is an error. */
const WGET_REFUSED = 8;

/**
 * Any HTTP answer will do, also "not found". Small systems have neither curl nor wget; bash can
 * at least open the connection.
 */
export const reachProbe: HostProbe<'reach'> = {
  fact: 'reach',
  slow: true,
  waits: true,
  command: (url) => sh`
    if command -v curl >/dev/null 2>&1; then
      curl -sS -I -o /dev/null -m ${PATIENCE_SECONDS} -w 'status %{http_code}\\n' -- ${url} 2>&1
    elif command -v wget >/dev/null 2>&1; then
      wget -q --spider -t 1 -T ${PATIENCE_SECONDS} ${url} 2>&1
      case $? in 0 | ${WGET_REFUSED}) echo status 0 ;; esac
    else
      timeout ${PATIENCE_SECONDS} bash -c ': >"/dev/tcp/$1/$2"' - ${socketOf(url)} 2>&1 && echo status 0
    fi
    :
  `,
  parse: ({ code, stdout }) => {
    const lines = stdout.split('\n').filter(Boolean);
    const refused = /server returned error: HTTP|^status (?!000)\d+$/m.test(stdout);
    const says = lines.find((line) => !line.startsWith('status ')) ?? '';
    if (refused) return { reachable: true, says: '' };
    return { reachable: false, says: says || `no answer (exit code ${code})` };
  },
};

export function reachFinding({ reachable, says }: ReachFact, url: string): Finding | undefined {
  if (reachable) return undefined;
  return { status: 'warning', text: `The server does not reach ${new URL(url).host}`, note: says };
}

/** Host and port, as bash's /dev/tcp wants them. */
function socketOf(url: string): [string, number] {
  const { hostname, port, protocol } = new URL(url);
  return [hostname.replace(/[[\]]/g, ''), Number(port) || (protocol === 'https:' ? 443 : 80)];
}
