import { query } from '../facts/facts.ts';
import type { Goal } from '../goal.ts';
import { type ShellCommand, sh } from '../shell.ts';
import { type Check, HOLDS, lacks, type Step } from '../steps/step.ts';
import { sha256 } from '../text/sha256.ts';
import type { Cluster, ClusterNode } from './cluster.ts';
import { idOn, there } from './on-host.ts';
import { appParts } from './parts.ts';

/** A folder that copies of the app on several servers have in common. */
interface Shared {
  readonly path: string;
  /** Who must be able to write there, by numbers. */
  readonly owner: string;
}

function sharedFolders(goal: Goal): readonly Shared[] {
  const paths = appParts(goal)
    .filter(({ runs }) => runs === 'copies')
    .flatMap(({ spec }) => spec.volumes)
    .filter(({ source, readOnly }) => source.startsWith('/') && !readOnly)
    .map(({ source }) => source);
  return [...new Set(paths)].map((path) => {
    const known = goal.recipe.folders?.find((each) => each.path === path);
    return { path, owner: known?.owner ?? '0:0' };
  });
}

/**
 * Whether a folder of that name is the same on each server: what another one writes there, as the app would,
 * the first one must see. Each time that is written anew, so that no copy of the folder passes.
 */
export function sharedFolderSteps(goal: Goal, { nodes }: Cluster): Step[] {
  const [first, ...others] = nodes;
  return others.flatMap((node) =>
    sharedFolders(goal).map((shared, index) => seenByFirst(goal, shared, first, node, index)),
  );
}

function seenByFirst(
  { app }: Goal,
  shared: Shared,
  first: ClusterNode,
  node: ClusterNode,
  index: number,
): Step {
  const { path } = shared;
  const witness = `${path}/.setup-server-shared-${sha256(node.host).slice(0, 12)}`;
  const [written, seen] = [node, first].map(({ host }) => query('textFile', host, witness));
  return {
    id: idOn(`swarm.folder${index === 0 ? '' : index + 1}`, node),
    title: `${node.name}: See that ${path} is the same folder as on ${first.name}`,
    because: () => `All copies of ${app.label} keep their files there.`,
    needs: [],
    sees: [query('textFile', node.host, witness), query('textFile', first.host, witness)],
    check: (facts): Check => {
      const here = written && facts.get(written)?.join();
      if (!here) return lacks(`${node.name} has not written there yet.`);
      return seen && facts.get(seen)?.join() === here
        ? HOLDS
        : lacks(
            `What ${node.name} writes in ${path}, ${first.name} does not see: these are two folders.`,
          );
    },
    actions: () => [
      there(node, { do: 'run', command: witnessCommand(shared, witness), patienceSeconds: 60 }),
      {
        do: 'await',
        saying: `${first.name} to see it`,
        // NFS remembers for up to a minute what was not there.
        everySeconds: 2,
        patienceSeconds: 90,
      },
    ],
    remedies: [
      `On ${node.name}, as on ${first.name}, mount the folder that they have in common (NFS, Amazon EFS) so that ${path} is in it: \`mount\` shows what is mounted there.`,
    ],
  };
}

function witnessCommand({ path, owner }: Shared, witness: string): ShellCommand {
  const [user = '0', group = '0'] = owner.split(':');
  return sh`
    [ -d ${path} ] || { echo ${`There is no folder ${path} on this server.`}; exit 1; }
    setpriv --reuid ${user} --regid ${group} --clear-groups sh -c 'umask 022; od -An -N 16 -t x1 /dev/urandom >"$1.new" && mv "$1.new" "$1"' sh ${witness} || {
      echo ${`The account ${owner} can not write in ${path} on this server.`}; exit 1
    }
  `;
}
