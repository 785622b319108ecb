import type { Distribution } from '../distributions/distribution.ts';
import { type Facts, query } from '../facts/facts.ts';
import { CLUSTER } from '../paths.ts';
import { inOrder, sh } from '../shell.ts';
import { checkFile, fileQuery, type KnownFile, writeFile } from '../steps/known-file.ts';
import { type Check, HOLDS, lacks, type Step } from '../steps/step.ts';
import { sha256 } from '../text/sha256.ts';
import type { Cluster, ClusterNode } from './cluster.ts';

/** Sets the rules. */
export const PORTS_SCRIPT = `${CLUSTER}/ports`;
/** Says which script has set the rules since the machine was started. */
const APPLIED = '/run/setup-server-cluster-ports';
const JOB = 'setup-server-cluster-ports';
/** The timer may start it just when we do. */
const ALONE = `${APPLIED}.lock`;

/**
 * The ports by which the servers of a cluster talk (docs.docker.com/engine/swarm/swarm-tutorial,
 * "Open protocols and ports between the hosts"), open to each other and to nobody else. Set anew every few
 * minutes, since a firewall that is started anew forgets them.
 */
export function portsBetween(
  cluster: Pick<Cluster, 'nodes'>,
  { host, address }: ClusterNode,
  { services }: Distribution,
): Step {
  const others = cluster.nodes.map((each) => each.address).filter((each) => each !== address);
  const script: KnownFile = { path: PORTS_SCRIPT, text: portsScript(others), mode: '644' };
  const { files, start } = services.repeat({
    name: JOB,
    does: 'Keep the ports between servers closed to others',
    script: PORTS_SCRIPT,
    often: 'every-few-minutes',
  });
  const applied: KnownFile = { path: APPLIED, text: `${sha256(script.text)}\n`, mode: '644' };
  const all = [script, ...files];
  const check = (facts: Facts): Check =>
    [...all, applied].map((file) => checkFile(facts, host, file)).find(({ holds }) => !holds) ??
    HOLDS;
  return {
    id: 'swarm.ports',
    title: 'Open the ports of a cluster to the other servers, and to nobody else',
    because: () =>
      "These are 2377, 7946, 4789, and what is encrypted between them (ESP). A firewall of your provider's must let them through between the servers, too.",
    needs: ['docker.start'],
    sees: [query('docker', host), ...[...all, applied].map((file) => fileQuery(host, file))],
    check: (facts) =>
      facts.get(query('docker', host)) ? check(facts) : lacks('Docker is not there yet.'),
    actions: (facts) => [
      ...all.filter((file) => !checkFile(facts, host, file).holds).map(writeFile),
      { do: 'run', command: inOrder(start, sh`sh ${PORTS_SCRIPT}`), patienceSeconds: 60 },
    ],
  };
}

/** Takes the rules away, and what sets them. */
export function portsForgotten({ services }: Distribution) {
  const { stop } = services.repeat({
    name: JOB,
    does: '',
    script: PORTS_SCRIPT,
    often: 'every-few-minutes',
  });
  return inOrder(
    sh`{ [ ! -f ${PORTS_SCRIPT} ] || sh ${PORTS_SCRIPT} forget; }`,
    stop,
    sh`rm -f ${PORTS_SCRIPT} ${APPLIED} ${ALONE}`,
  );
}

/** In a chain of its own, before all others: also a firewall that lets nobody in lets these in. */
function portsScript(others: readonly string[]): string {
  return `#!/bin/sh
# Ports between the servers of a cluster. Written by setup-server, which also overwrites it.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
others='${others.join(' ')}'
chain=SETUP-SERVER-CLUSTER
encrypted=SETUP-SERVER-ENCRYPTED
exec 9>${ALONE}
flock 9
# It was forgotten while this waited.
[ -f "$0" ] || exit 0

rules() {
  for tables in iptables ip6tables; do
    command -v $tables >/dev/null || continue
    for of in 'tcp 2377,7946' 'udp 7946,4789'; do
      while $tables -w -D INPUT -p \${of% *} -m multiport --dports \${of#* } -j $chain 2>/dev/null; do :; done
    done
    while $tables -w -D INPUT -p esp -j $encrypted 2>/dev/null; do :; done
    for each in $chain $encrypted; do
      $tables -w -F $each 2>/dev/null
      $tables -w -X $each 2>/dev/null
    done
    [ "\${1:-}" != forget ] || continue
    $tables -w -N $chain &&
    $tables -w -A $chain -i lo -j ACCEPT || return
    [ $tables = ip6tables ] || for each in $others; do $tables -w -A $chain -s "$each" -j ACCEPT || return; done
    $tables -w -A $chain -j DROP || return
    for of in 'tcp 2377,7946' 'udp 7946,4789'; do
      $tables -w -I INPUT -p \${of% *} -m multiport --dports \${of#* } -j $chain || return
    done
    [ $tables = iptables ] || continue
    # What is encrypted between them (ESP). Nothing is said of others: a network of the owner's may use it, too.
    $tables -w -N $encrypted || return
    for each in $others; do $tables -w -A $encrypted -s "$each" -j ACCEPT || return; done
    $tables -w -I INPUT -p esp -j $encrypted || return
  done
}

# What it lets through by itself is another table of the kernel's.
firewalld() {
  firewall-cmd --state >/dev/null 2>&1 || return 0
  for each in $others; do
    for of in 2377/tcp 7946/tcp 7946/udp 4789/udp; do
      rule="rule family=ipv4 source address=$each port port=\${of%/*} protocol=\${of#*/} accept"
      firewall-cmd --quiet --\${1:-add}-rich-rule="$rule" || return
    done
    rule="rule family=ipv4 source address=$each protocol value=esp accept"
    firewall-cmd --quiet --\${1:-add}-rich-rule="$rule" || return
  done
}

if [ "\${1:-}" = forget ]; then rules forget; firewalld remove; rm -f ${APPLIED} "$0"; exit 0; fi
rules && firewalld && sha256sum "$0" | cut -c 1-64 > ${APPLIED}.new && chmod 644 ${APPLIED}.new && mv ${APPLIED}.new ${APPLIED}
`;
}
