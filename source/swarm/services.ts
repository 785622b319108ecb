import { LABEL } from '../containers/container.ts';
import { type Facts, query } from '../facts/facts.ts';
import { type Goal, isBehindBalancer } from '../goal.ts';
import { CHALLENGES, certificateFile } from '../paths.ts';
import { inOrder, sh } from '../shell.ts';
import { checkFile, fileQuery, writeFile } from '../steps/known-file.ts';
import { type Check, HOLDS, lacks, type Step } from '../steps/step.ts';
import type { Cluster } from './cluster.ts';
import { partWell, takenBack } from './copies.ts';
import { deployCommand, deploymentOf } from './deployment.ts';
import { labelled } from './label.ts';
import { marksQueries, marksSeen } from './marks.ts';
import { rests, visitedPart } from './parts.ts';
import { FIRST_LABEL, partNames, replicasOf, specOf } from './stack.ts';

/**
 * The app is on the cluster. What must not run beside the one from before waits there until that rests;
 * anything else runs, in as many copies as are wanted, each known to be well.
 */
export function swarmServices(goal: Goal, cluster: Cluster, needs: readonly string[]): Step {
  const deployed = swarmDeployed(goal, cluster, needs);
  if (rests(goal)) return deployed;
  const copies = swarmCopies(goal, cluster);
  return {
    ...copies,
    ...{ id: deployed.id, needs, sees: deployed.sees },
    title: `Run ${copiesOf(cluster)} of ${goal.app.label} on the cluster`,
    check: (facts) => {
      const ready = deployed.check(facts);
      return ready.holds ? copies.check(facts) : (takenBack(goal, cluster, facts) ?? ready);
    },
    actions: (facts) => [...deployed.actions(facts), ...copies.actions(facts)],
  };
}

/** The cluster knows how the app is to run there: what must wait does so, copies of anything else begin to start. */
export function swarmDeployed(goal: Goal, cluster: Cluster, needs: readonly string[]): Step {
  const { app, install } = goal;
  const [{ host, name }] = cluster.nodes;
  const services = query('swarmServices', host, install);
  const nodes = query('swarmNodes', host);
  const swarm = query('swarm', host);
  const certificate = query('file', host, certificateFile(install));
  const { files, folder, current } = deploymentOf(goal, cluster);
  const waits = rests(goal);
  const balanced = isBehindBalancer(goal.certificate);
  const deployed = (facts: Facts): Check =>
    files.map((file) => checkFile(facts, host, file)).find(({ holds }) => !holds) ??
    partsDeployed(facts);
  const partsDeployed = (facts: Facts): Check => {
    if (!balanced && !facts.get(certificate)) return lacks('There is no certificate.');
    return areDeployed(partNames(goal), goal, cluster, facts)
      ? HOLDS
      : lacks(`${app.label} is not on the cluster as it shall be.`);
  };
  const isFirst = (facts: Facts) =>
    facts.get(nodes)?.find(({ id }) => id === facts.get(swarm)?.node)?.labels[FIRST_LABEL] ===
    'yes';
  return {
    id: 'swarm.services',
    title: (facts) => {
      if (facts.get(services)) return `Tell the cluster how ${app.label} is to run there now`;
      return `Bring ${app.label} to the cluster${waits ? ', where it waits until it rests here' : ''}`;
    },
    because: (facts) =>
      facts.get(services)
        ? undefined
        : `The app beside it goes on meanwhile.${balanced ? '' : ' The certificate goes to the other servers encrypted, and lies in their memory only.'}`,
    needs,
    sees: [
      ...[services, nodes, swarm, ...marksQueries(goal)],
      ...files.map((file) => fileQuery(host, file)),
    ],
    check: (facts) =>
      isFirst(facts) ? deployed(facts) : lacks(`${name} is not marked as the first.`),
    actions: (facts) => [
      ...(isFirst(facts) ? [] : [labelled(facts.get(swarm)?.node ?? '', FIRST_LABEL)]),
      ...(deployed(facts).holds
        ? []
        : [
            {
              do: 'run' as const,
              command: inOrder(
                sh`install -d -m 0755 ${folder} ${CHALLENGES}`,
                // A renewal meanwhile must not bring back parts of another version, which has other data.
                ...(waits ? [sh`rm -f ${current.path}`] : []),
              ),
              patienceSeconds: 30,
            },
            ...files.filter((file) => !checkFile(facts, host, file).holds).map(writeFile),
            {
              do: 'run' as const,
              command: deployCommand(goal, folder),
              patienceSeconds: 120,
            },
          ]),
    ],
    remedies: remediesOf(goal, cluster),
  };
}

/** All copies of what runs in copies from the beginning are well. */
export function swarmCopies(goal: Goal, cluster: Cluster): Step {
  const { app, install, recipe } = goal;
  const [{ host }] = cluster.nodes;
  const part = visitedPart(goal);
  return {
    id: 'swarm.copies',
    title: `See that ${copiesOf(cluster)} of ${app.label} get well there`,
    needs: ['swarm.services'],
    sees: [
      ...[query('swarmServices', host, install), query('swarmNodes', host)],
      ...marksQueries(goal),
    ],
    check: (facts) =>
      (areMadeSo([part.name], goal, cluster, facts)
        ? undefined
        : takenBack(goal, cluster, facts)) ?? partWell(goal, cluster, part, facts),
    actions: () => [
      {
        do: 'await',
        saying: `the copies of ${app.label} to be well`,
        everySeconds: 1,
        // One after another, and each is watched for a while.
        patienceSeconds: recipe.ready.patienceSeconds + 60 * (cluster.replicas + 2),
      },
    ],
    evidence: query('copyLog', host, `${install}_app`),
    remedies: remediesOf(goal, cluster),
  };
}

function copiesOf({ replicas }: Cluster): string {
  return replicas === 1 ? 'a copy' : `${replicas} copies`;
}

function remediesOf({ install }: Goal, { nodes: [{ name }] }: Cluster): readonly string[] {
  return [
    `On ${name}, \`docker service ps --no-trunc ${install}_app\` shows what became of each copy.`,
  ];
}

/** Whether those parts are on the cluster as they shall be, by what stands on them. */
export function areDeployed(
  parts: readonly string[],
  goal: Goal,
  cluster: Cluster,
  facts: Facts,
): boolean {
  const services = facts.get(query('swarmServices', goal.host, goal.install)) ?? [];
  const replicas = new Map(services.map((each) => [each.name, each.replicas]));
  return (
    areMadeSo(parts, goal, cluster, facts) &&
    parts.every((part) => replicas.get(part) === replicasOf(part, goal, cluster))
  );
}

/** The same, in however many copies. */
export function areMadeSo(
  parts: readonly string[],
  goal: Goal,
  cluster: Cluster,
  facts: Facts,
): boolean {
  const services = facts.get(query('swarmServices', goal.host, goal.install)) ?? [];
  const specs = new Map(services.map(({ name, labels }) => [name, labels[LABEL.spec]]));
  const marks = marksSeen(goal, facts);
  return parts.every((part) => specs.get(part) === specOf(part, goal, cluster, marks));
}
