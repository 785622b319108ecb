import type { Action } from '../../action.ts';
import { LABEL } from '../../containers/container.ts';
import { containersOf, volumesOf } from '../../containers/install-containers.ts';
import { type Facts, query } from '../../facts/facts.ts';
import { traceNetwork } from '../../facts/installs/traces.ts';
import { FRONT_CONTAINER, takeUpFrontCommand } from '../../front/container.ts';
import { addressOf, type Goal } from '../../goal.ts';
import {
  addressOrderFile,
  awayStateFile,
  backupsFolder,
  certificateFolder,
  changeFile,
  loadedFile,
  renewalHoldFile,
  renewalOrderFile,
  renewalTakeUpFile,
  restingFile,
  restoredFile,
  siteFile,
  timetableCopyFile,
  timetableOrderFile,
  timetableStoreFile,
} from '../../paths.ts';
import { type ShellCommand, sh } from '../../shell.ts';
import { type Check, HOLDS, lacks, type Step } from '../../steps/step.ts';
import { nameRemove } from './removal-name.ts';

const AGAIN = ['Run the same once more: what is gone already is left out.'];

/** Everything of one install, in an order in which it can be cut off anywhere: its record goes last. */
export function removalSteps(goal: Goal, withData: boolean): Step[] {
  return [
    siteRemove(goal),
    containersRemove(goal, withData),
    networkRemove(goal.host, goal.install, ['app.remove']),
    ...(withData ? [dataRemove(goal)] : []),
    imagesRemove(
      goal.host,
      goal.install,
      'images.remove',
      containersOf(goal).map(({ image }) => image),
      ['app.remove'],
    ),
    ...(goal.dns ? [nameRemove(goal, goal.dns)] : []),
    filesRemove(goal),
  ];
}

function run(command: ShellCommand, patienceSeconds = 120): Action {
  return { do: 'run', command, patienceSeconds };
}

/** The web server lets go of its files before they are gone. */
function siteRemove(goal: Goal): Step {
  const { host, install } = goal;
  const traces = query('traces', host, install);
  const [site, loaded] = [siteFile(install), loadedFile(install)];
  const files = [site, `${site}.refused`, loaded];
  return {
    id: 'site.remove',
    title: `Take ${addressOf(goal)} off the web server`,
    needs: [],
    sees: [traces],
    check: (facts) =>
      facts.get(traces)?.files.some((path) => files.includes(path))
        ? lacks('The web server has it still.')
        : HOLDS,
    actions: () => [
      run(sh`
        rm -f ${[site, `${site}.refused`]}
        [ -z "$(docker ps -q --filter ${`name=^/${FRONT_CONTAINER}$`})" ] || ${takeUpFrontCommand()}
        rm -f ${loaded}
      `),
    ],
    remedies: AGAIN,
  };
}

function containersRemove(goal: Goal, withData: boolean): Step {
  const { host, install, app } = goal;
  const traces = query('traces', host, install);
  const all = sh`ids=$(docker ps --all --quiet --filter ${`label=${LABEL.install}=${install}`})`;
  const specs = [...containersOf(goal)].reverse();
  return {
    id: 'app.remove',
    title: (facts) => {
      const names = facts.get(traces)?.containers ?? [];
      const which = names.length === 0 ? '' : ` (${names.join(', ')})`;
      return withData
        ? `Remove the containers of ${app.label}${which}`
        : `Stop ${app.label} its own safe way, and remove its containers${which}`;
    },
    needs: ['site.remove'],
    sees: [traces],
    check: (facts) =>
      facts.get(traces)?.containers.length === 0 ? HOLDS : lacks('Its containers are there still.'),
    actions: () => [
      ...(withData ? [] : specs.map((spec): Action => ({ do: 'rest', spec, forGood: true }))),
      withData
        ? run(
            sh`
            ${all}
            # The ids are words of their own.
            [ -z "$ids" ] || docker rm --force --volumes $ids
          `,
            300,
          )
        : run(
            sh`
            ${all}
            # The ids are words of their own.
            [ -z "$ids" ] || { docker stop -t 60 $ids && docker rm $ids; }
          `,
            300,
          ),
    ],
    remedies: AGAIN,
  };
}

export function networkRemove(host: string, install: string, needs: readonly string[]): Step {
  const traces = query('traces', host, install);
  const name = traceNetwork(install);
  return {
    id: `network.remove${install === 'front' ? '.shared' : ''}`,
    title: `Remove the private network ${name}`,
    needs,
    sees: [traces],
    check: (facts) => (facts.get(traces)?.network ? lacks('It is there still.') : HOLDS),
    actions: () => [run(sh`docker network rm ${name}`)],
    remedies: AGAIN,
  };
}

/** For good: only where the name of the install was typed. */
function dataRemove(goal: Goal): Step {
  const { host, install } = goal;
  const names = dataVolumes(goal);
  const volumes = names.map((name) => query('volume', host, name));
  const backups = query('backups', host, install);
  const places = [...names, backupsFolder(install)].join(', ');
  return {
    id: 'data.remove',
    title: `Delete its data for good: ${places}`,
    because: () => "This can't be taken back.",
    needs: ['app.remove'],
    sees: [...volumes, backups],
    check: (facts): Check => {
      const left = volumes.find((each) => facts.get(each));
      if (left) return lacks(`The volume ${left.subject} is there still.`);
      return facts.get(backups)?.length ? lacks('Copies of its data are there still.') : HOLDS;
    },
    actions: (facts) => [
      ...volumes
        .filter((each) => facts.get(each))
        .map(({ subject }) => run(sh`docker volume rm ${subject}`)),
      run(sh`rm -rf ${backupsFolder(install)}`, 600),
    ],
    remedies: [
      'A volume that another container uses stays: remove that container first.',
      ...AGAIN,
    ],
  };
}

/** The volumes that hold its data. */
export function dataVolumes(goal: Goal): readonly string[] {
  return containersOf(goal).flatMap((spec) => volumesOf(spec).map(({ source }) => source));
}

/** Images that nothing else on the host was made from. */
export function imagesRemove(
  host: string,
  install: string,
  id: string,
  names: readonly string[],
  needs: readonly string[],
): Step {
  const traces = query('traces', host, install);
  const images = [...new Set(names)].map((name) => query('image', host, name));
  const left = (facts: Facts) =>
    images
      .filter((each) => facts.get(each))
      .map(({ subject }) => subject)
      .filter((name) => !facts.get(traces)?.usedImages.includes(name));
  return {
    id,
    title: `Remove what it was made from: ${images.map(({ subject }) => subject).join(', ')}`,
    because: () => 'What another container on the server was made from stays.',
    needs,
    sees: [traces, ...images],
    check: (facts) =>
      left(facts).length === 0 ? HOLDS : lacks(`${left(facts).join(', ')} is there still.`),
    actions: (facts) => left(facts).map((name) => run(sh`docker image rm ${name}`, 300)),
    remedies: ['An image that another container was made from stays: remove that one first.'],
    overridable: 'Leave it there.',
  };
}

/** The certificate and its renewal, and what is about the name. */
function filesRemove({ host, install }: Goal): Step {
  const traces = query('traces', host, install);
  const files = [
    ...[renewalOrderFile(install), renewalTakeUpFile(install), renewalHoldFile(install)],
    ...[addressOrderFile(install), changeFile(install), restoredFile(install)],
    ...[timetableOrderFile(install), timetableCopyFile(install), restingFile(install)],
    ...[timetableStoreFile(install), awayStateFile(install)],
    certificateFolder(install),
  ];
  return {
    id: 'files.remove',
    title: `Remove its certificate, and its renewal (${certificateFolder(install)})`,
    needs: ['site.remove', 'app.remove'],
    sees: [traces],
    check: (facts) => {
      const left = facts.get(traces)?.files.find((path) => files.includes(path));
      return left === undefined ? HOLDS : lacks(`${left} is there still.`);
    },
    actions: () => [run(sh`rm -rf ${files}`)],
    remedies: AGAIN,
  };
}
