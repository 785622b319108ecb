import type { Action } from '../action.ts';
import { HEALTH_PATH } from '../front/health.ts';
import { type ShellCommand, sh } from '../shell.ts';
import type { ClusterNode } from './cluster.ts';
import { SERVED } from './front-scripts.ts';
import { there } from './on-host.ts';

/** Two looks in vain, ten seconds apart, and until all of the balancer's own machines heard of it. */
const UNTIL_SEEN_SECONDS = 30;
/** Whoever thinks better of it meanwhile has a server that is well again. */
const UNWELL_SECONDS = 120;

/** In the carrier, which is one server's: its front takes up that it tells balancers so, and answers visitors as ever. */
export const UNWELL_SCRIPT = `set -eu
umask 077
cd ${SERVED}
put() { mv site.new "sites/$1.conf" && echo "$2" > stamp.new && mv stamp.new stamp; }
sed 's|location = ${HEALTH_PATH} {|& return 503;|' /site.conf > site.new
put "$1" unwell
sleep ${UNWELL_SECONDS}
cp /site.conf site.new
put "$1" "$(cat /nginx.conf /site.conf | sha256sum)"
`;

/** These answer until a balancer in front sends nobody there any more. */
export function toldUnwell(install: string, nodes: readonly ClusterNode[]): readonly Action[] {
  if (nodes.length === 0) return [];
  const patienceSeconds = UNTIL_SEEN_SECONDS + 30;
  return [
    ...nodes.map((node) =>
      there(node, { do: 'run', command: tellUnwell(install), patienceSeconds }),
    ),
    { do: 'run', command: sh`sleep ${UNTIL_SEEN_SECONDS}`, patienceSeconds },
  ];
}

/** For two minutes a server of the cluster tells balancers that it is not well. Where it can't, it goes without. */
export function tellUnwell(install: string): ShellCommand {
  return sh`
    id=$(docker ps --quiet --filter ${`label=com.docker.swarm.service.name=${install}_carrier`} | head -n 1)
    [ -z "$id" ] || docker exec -d "$id" sh -c ${UNWELL_SCRIPT} sh ${install} || true
  `;
}
