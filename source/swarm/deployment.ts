import { printMark } from '../facts/installs/marks.ts';
import { type Goal, isBehindBalancer } from '../goal.ts';
import { certificateFolder, clusterFolder } from '../paths.ts';
import { type ShellCommand, sh } from '../shell.ts';
import { checkFile, fileQuery, type KnownFile, writeFile } from '../steps/known-file.ts';
import type { Step } from '../steps/step.ts';
import { sha256 } from '../text/sha256.ts';
import type { Cluster } from './cluster.ts';
import { inSequence } from './in-sequence.ts';
import { marksKeyMade } from './marks.ts';
import { configTexts, readsText, stackText } from './stack.ts';

/** What an app is deployed from, in a folder of its own on the first server: another one, another folder. */
export interface Deployment {
  readonly folder: string;
  readonly files: readonly KnownFile[];
  /** Names the folder once all of it has come about: what is deployed anew, by a renewal, is that. */
  readonly current: KnownFile;
}

/** Which settings are read when it is deployed. */
const READS = 'reads';

/** All files of a deployment, in a folder that is named after what they say. */
export function deploymentOf(goal: Goal, cluster: Cluster): Deployment {
  const texts = {
    ...configTexts(goal),
    [READS]: readsText(goal),
    'stack.yml': stackText(goal, cluster),
  };
  const name = `stack-${sha256(JSON.stringify(texts)).slice(0, 12)}`;
  const all = clusterFolder(goal.install);
  const folder = `${all}/${name}`;
  return {
    folder,
    files: Object.entries(texts).map(([file, text]) => {
      return { path: `${folder}/${file}`, text, mode: '644' };
    }),
    current: { path: `${all}/current`, text: `${name}\n`, mode: '644' },
  };
}

/**
 * Deploys what differs from what runs: from this folder, or from the one that came about last. The
 * certificate goes from its file into the cluster's own store, encrypted there, and on to each
 * server's memory. What is in use no more goes first: a change that is taken back needs what it replaced.
 */
export function deployCommand(
  { install, certificate }: Pick<Goal, 'install' | 'certificate'>,
  folder?: Deployment['folder'],
): ShellCommand {
  const of = `label=com.docker.stack.namespace=${install}`;
  const all = clusterFolder(install);
  const into =
    folder === undefined
      ? sh`cd ${all} && current=$(cat current) && cd "$current"`
      : sh`cd ${folder}`;
  return sh`
    DOCKER_HOST=unix:///var/run/docker.sock; export DOCKER_HOST
    ${into} || exit
    ${isBehindBalancer(certificate) ? sh`true` : certificateMarked(install)} || exit
    ${marksKeyMade(install)} || exit
    [ ! -f ${READS} ] || while read -r name file; do
      export "$name=$(${printMark(install)})"
    done < ${READS}
    for kind in secret config; do
      for each in $(docker "$kind" ls --quiet --filter ${of}); do docker "$kind" rm "$each" >/dev/null 2>&1; done
    done
    ${inSequence(sh`docker stack deploy --compose-file stack.yml --prune --resolve-image never ${install}`)}
  `;
}

function certificateMarked(install: string): ShellCommand {
  return sh`
    CERTIFICATE=$(sha256sum ${`${certificateFolder(install)}/fullchain.pem`} | cut -c 1-16); export CERTIFICATE
    [ -n "$CERTIFICATE" ]
  `;
}

/** Leaves the folder of what came about, and no other. */
function forgetOthers({ install }: Pick<Goal, 'install'>, { folder }: Deployment): ShellCommand {
  return sh`
    for each in ${clusterFolder(install)}/*/; do
      [ "$each" = ${`${folder}/`} ] || rm -rf "$each"
    done
  `;
}

/** From now on a renewal deploys this, and no other: it has come about. */
export function swarmSettled(goal: Goal, cluster: Cluster, after: string): Step {
  const [{ host }] = cluster.nodes;
  const deployment = deploymentOf(goal, cluster);
  const { current } = deployment;
  return {
    id: 'swarm.settled',
    title: 'Note that this is what runs there',
    needs: [after],
    sees: [fileQuery(host, current)],
    check: (facts) => checkFile(facts, host, current),
    actions: () => [
      writeFile(current),
      { do: 'run', command: forgetOthers(goal, deployment), patienceSeconds: 30 },
    ],
  };
}
