import { query } from '../facts/facts.ts';
import { type Goal, isBehindBalancer } from '../goal.ts';
import { clusterFolder } from '../paths.ts';
import { onlyThose } from '../plan.ts';
import { inOrder, sh } from '../shell.ts';
import { companionStep } from '../steps/companion-step.ts';
import { HOLDS, lacks, type Step } from '../steps/step.ts';
import type { ClusterNode } from './cluster.ts';
import { frontRelease } from './front-release.ts';
import { lastStop, stopSteps } from './gates.ts';
import type { Grounds } from './grounds.ts';
import { leaveCommand } from './leave.ts';
import { nameLedHere } from './name-here.ts';
import { idOn, onHost } from './on-host.ts';
import { rests } from './parts.ts';
import { PORTS_SCRIPT, portsForgotten } from './ports.ts';
import { toldUnwell } from './unwell.ts';

/** What of the whole job makes the first server serve alone again. */
const APP: readonly string[] = ['app.network', 'app.start', 'app.ready'];
const COMPANION = ['settings', 'start', 'ready'] as const;
const SITE: readonly string[] = ['front.network', 'front.download', 'front.start', 'site.open'];

/** An app with a database stops and starts once more for it. */
const LEAVING_SECONDS = 300;

/** Whether the app is well, and the website still answers, once the cluster is gone. */
const WELL = 'swarm.well';
const ALONE = 'swarm.alone';
/** The app is taken off the cluster: from then on the others answer nobody. */
export const TAKEN_OFF = 'swarm.remove';

/**
 * Back to one server. The app beside the cluster first, or where both would have the same data once it is at rest
 * there; then the web server; and only once that answers, the cluster goes. The record goes last: as long as it speaks of a cluster, this can be gone on with.
 * `goal`: alone; `grown`: as it is on the cluster; `others`: those that can be reached.
 */
export function shrinkSteps(
  goal: Goal,
  grown: Goal,
  [first, ...others]: readonly [ClusterNode, ...ClusterNode[]],
  grounds: Grounds,
  whole: readonly Step[],
): Step[] {
  const taken = takenFrom(whole);
  const left = others.map((node) => idOn('swarm.leave', node));
  const leave = (node: ClusterNode, needs: readonly string[]): Step[] => [
    ...onHost(node, [{ ...leaveCluster(goal, node, grounds), needs: [] }]).map((step) => {
      return { ...step, needs };
    }),
  ];
  // With the timetable it writes the server's own program. Where nothing renews, there is none.
  const renewal = taken(
    ['renewal.write'],
    ['site.open', ...timetableSteps(whole, '').map(({ id }) => id)],
  );
  const led = nameLedHere(goal, grown, first, whole);
  return [
    ...aloneSteps(goal, grown, [first, ...others], whole),
    ...renewal,
    ...led,
    stackRemove(
      goal,
      [first, ...others],
      [...['swarm.release', 'website.check'], ...[...renewal, ...led].map(({ id }) => id)],
    ),
    ...others.flatMap((node) => leave(node, [TAKEN_OFF])),
    ...leave(first, [TAKEN_OFF, ...left]),
    ...taken(['app.ready'], [idOn('swarm.leave', first)]).map((step) => ({ ...step, id: WELL })),
    ...taken(['website.check'], [WELL]).map((step) => ({ ...step, id: ALONE })),
    ...taken(['record.write'], [idOn('swarm.leave', first), ALONE]),
  ];
}

/** The first server serves by itself again, whatever there is of a cluster. */
export function aloneSteps(
  goal: Goal,
  grown: Goal,
  nodes: readonly [ClusterNode, ...ClusterNode[]],
  whole: readonly Step[],
): Step[] {
  const taken = takenFrom(whole);
  const all = goal.recipe.companions ?? [];
  // Nobody is to wait for a download, nor be left without the app where it fails.
  const images = taken(
    ['app.download', ...all.map(({ name }) => companionStep(name, 'download'))],
    [],
  );
  const downloaded = images.map(({ id }) => id);
  const stops = rests(grown) ? stopSteps(grown, nodes, downloaded) : [];
  const companions = all.flatMap(({ name }) => COMPANION.map((part) => companionStep(name, part)));
  // What its container on the first server does is among its settings.
  const settings = grown.cluster?.spread.stays ? ['settings.write'] : [];
  return [
    ...images,
    ...stops,
    ...taken(
      [...settings, ...APP, ...companions],
      stops.length > 0 ? [lastStop(grown)] : downloaded,
    ),
    frontRelease(goal, nodes[0]),
    ...taken(SITE, ['swarm.release']),
    ...taken(['website.check'], ['site.open']),
    ...timetableSteps(whole, 'site.open'),
  ];
}

/** What of the whole job is about copies without anybody, after that step. */
export function timetableSteps(whole: readonly Step[], after: string): Step[] {
  const ids = whole.map(({ id }) => id).filter((id) => id.startsWith('timetable.'));
  return takenFrom(whole)(ids, [after]);
}

function takenFrom(whole: readonly Step[]) {
  return (ids: readonly string[], needs: readonly string[]) =>
    onlyThose(whole, ids).map((step) => ({ ...step, needs: [...step.needs, ...needs] }));
}

const BEFORE =
  'The load balancer is told half a minute before, so that it sends nobody to the others any more. One that looks less often than every ten seconds sends some there: they get an error, and the page with the next try.';

/** All copies go, with what they were given. A server that is lost never says that its own are gone. */
function stackRemove(
  { app, install, certificate }: Goal,
  [{ host }, ...others]: readonly [ClusterNode, ...ClusterNode[]],
  needs: readonly string[],
): Step {
  const services = query('swarmServices', host, install);
  const balanced = isBehindBalancer(certificate);
  return {
    id: TAKEN_OFF,
    title: `Take ${app.label} off the cluster`,
    ...(balanced && { because: () => BEFORE }),
    needs,
    sees: [services],
    check: (facts) => (facts.get(services) ? lacks('Its copies still run there.') : HOLDS),
    actions: () => [
      ...(balanced ? toldUnwell(install, others) : []),
      {
        do: 'run',
        command: sh`
          docker stack rm ${install} &&
          heard=$(docker node ls --format '{{.ID}} {{.Status}}' | sed -n 's/ Ready$//p') &&
          for each in $(seq 90); do
            [ -n "$(docker node ps --quiet --filter ${`name=${install}_`} $heard 2>/dev/null)" ] || break; sleep 1
          done
        `,
        patienceSeconds: 150,
      },
    ],
  };
}

/** A server that is in no cluster any more, and has nothing of it. */
export function leaveCluster(goal: Goal, { host, name }: ClusterNode, grounds: Grounds): Step {
  const { install } = goal;
  const swarm = query('swarm', host);
  const ports = query('file', host, PORTS_SCRIPT);
  const folder = query('folder', host, clusterFolder(install));
  return {
    id: 'swarm.leave',
    title: 'Leave the cluster, and close its ports',
    needs: [],
    sees: [swarm, ports, folder],
    check: (facts) => {
      const state = facts.get(swarm)?.state ?? 'inactive';
      if (state !== 'inactive') return lacks(`${name} is in the cluster still.`);
      return facts.get(ports) || facts.get(folder)
        ? lacks(`Something of the cluster is on ${name} still.`)
        : HOLDS;
    },
    actions: (facts) => [
      ...((facts.get(swarm)?.state ?? 'inactive') === 'inactive'
        ? []
        : [
            {
              ...({ do: 'run', command: leaveCommand(goal) } as const),
              ...{ patienceSeconds: LEAVING_SECONDS, detached: true },
            },
          ]),
      {
        do: 'run',
        command: inOrder(
          portsForgotten(grounds(host).distribution),
          // The last of its containers may take a moment to go.
          sh`
            for each in $(seq 30); do
              docker volume rm --force ${`${install}_served`} >/dev/null 2>&1 && break; sleep 1
            done
          `,
          sh`rm -rf ${clusterFolder(install)}`,
        ),
        patienceSeconds: 60,
      },
    ],
  };
}
