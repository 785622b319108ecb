import { LABEL } from '../containers/container.ts';
import { appContainer } from '../containers/install-containers.ts';
import { type Facts, query } from '../facts/facts.ts';
import type { MountFact } from '../facts/objects.ts';
import type { Goal } from '../goal.ts';
import { type ShellCommand, sh } from '../shell.ts';
import { cutsOff } from './cut-off.ts';
import { imageStepId } from './image.ts';
import { copiedIntoHelper } from './rescue.ts';
import { HOLDS, lacks, type Step } from './step.ts';

/** Enough for hundreds of gigabytes. */
const PATIENCE_SECONDS = 6 * 3600;

/** A folder of the server in which the app keeps data. */
interface Place {
  readonly folder: string;
  /** Where the app sees it. */
  readonly target: string;
}

/** In the folder, while it is filled: nothing else of what lies there is ours to delete. */
const FILLING = '.setup-server-copy';
/** In the folder, once it is filled: of which container at rest it is a whole copy. */
const FILLED = '.setup-server-copied';

/** Where data come along when the app is to keep them in another place; not where they are put back from a copy. */
export function placesToFill({ recipe, revision }: Pick<Goal, 'recipe' | 'revision'>): Place[] {
  if (revision?.kind === 'restore' || revision?.kind === 'move') return [];
  return (recipe.folders ?? []).flatMap(({ path, asFound }) => {
    const mount = recipe.container.volumes.find(({ source }) => source === path);
    return mount === undefined || asFound ? [] : [{ folder: path, target: mount.target }];
  });
}

/** Whether what a container of the app's keeps there comes along to a folder. */
export function comesAlong(places: readonly Place[], { type, source, target }: MountFact): boolean {
  const place = places.find((each) => each.target === target);
  return place !== undefined && type !== 'other' && source !== place.folder;
}

/**
 * The app's data go along to a folder of the person's: copied at rest, read back and compared. Where
 * they were, they stay, as the way back. A folder in which something lies already is left alone.
 */
export function folderFill(goal: Goal, needs: readonly string[]): Step[] {
  const { host, install, app, recipe } = goal;
  const places = placesToFill(goal);
  if (places.length === 0) return [];
  const container = query('container', host, install);
  const noteOf = ({ folder }: Place) => query('textFile', host, `${folder}/${FILLED}`);
  const leaving = (facts: Facts) => {
    const found = facts.get(container);
    if (!found || found.labels[LABEL.install] !== install) return [];
    return places.filter(({ target }) =>
      found.mounts.some((mount) => mount.target === target && comesAlong(places, mount)),
    );
  };
  const isFilled = (facts: Facts, place: Place) => {
    const found = facts.get(container);
    return facts.get(noteOf(place))?.includes(`${found?.id} ${found?.startedAt} false`) ?? false;
  };
  const listed = places.map(({ folder }) => folder).join(' and ');
  const { usual } = recipe.ready;
  return [
    {
      id: 'folder.fill',
      title: (facts) =>
        leaving(facts).length === 0
          ? `Have all data of ${app.label} in ${listed}`
          : `Stop ${app.label}, and copy its data from ${sourcesOf(facts.get(container)?.mounts ?? [], places)} to ${listed}`,
      because: (facts) =>
        leaving(facts).length === 0
          ? undefined
          : `They are read back and compared, and stay where they were, too, as the way back. Until ${app.label} is started again${usual ? `, ${usual}` : ''}, its website is not there.`,
      needs: ['settings.write', 'app.folders', imageStepId(recipe.source), ...needs],
      ...cutsOff(goal),
      sees: [container, ...places.map(noteOf)],
      check: (facts) => {
        const left = leaving(facts);
        if (left.length === 0) return HOLDS;
        if (facts.get(container)?.state === 'running')
          return lacks(`${app.label} still writes where its data were.`);
        return left.every((place) => isFilled(facts, place))
          ? HOLDS
          : lacks('Its data were not copied since it stopped.');
      },
      actions: (facts) => {
        const left = leaving(facts).filter((place) => !isFilled(facts, place));
        return [
          ...left.map((place) => {
            const command = roomCommand(install, place);
            return { do: 'run', command, patienceSeconds: 600, detached: true } as const;
          }),
          { do: 'rest', spec: appContainer(goal) },
          ...left.map((place) => {
            const command = fillCommand(install, place);
            return {
              ...({ do: 'run', command, detached: true } as const),
              patienceSeconds: PATIENCE_SECONDS,
            };
          }),
        ];
      },
      remedies: [
        `Nothing is lost: the data are where they were. Where ${app.label} does not run, on the server: docker start ${install}`,
      ],
    },
  ];
}

function sourcesOf(mounts: readonly MountFact[], places: readonly Place[]): string {
  return mounts
    .filter((mount) => comesAlong(places, mount))
    .map(({ source }) => source)
    .join(' and ');
}

/** Before the app is stopped: whether the folder is empty, or holds a copy of ours that was cut off, and has room. */
function roomCommand(install: string, { folder, target }: Place): ShellCommand {
  const place = `{{range .Mounts}}{{if eq .Destination ${JSON.stringify(target)}}}{{.Source}}{{end}}{{end}}`;
  return sh`
    DOCKER_HOST=unix:///var/run/docker.sock; export DOCKER_HOST
    if [ ! -d ${`${folder}/${FILLING}`} ]; then
      ${onlyEmpty(folder)}
    fi
    from=$(docker container inspect --format ${place} ${install}) || exit
    needed=$(du -sk "$from" | cut -f 1); free=$(df -Pk ${folder} | awk 'NR == 2 { print $4 }')
    [ "$free" -gt $((needed + needed / 20 + 102400)) ] || {
      echo ${`There is not enough room in ${folder}:`} "$((needed / 1024)) MB are to go there, and $((free / 1024)) MB are free."; exit 1
    }
  `;
}

/**
 * Begun anew, it deletes what lies in the folder of its own, and nothing else: the data come to their
 * places by renaming, once all of them are there and compared. Where that fails, the app goes on as before.
 */
function fillCommand(install: string, { folder, target }: Place): ShellCommand {
  const copy = `${folder}/${FILLING}`;
  const helper = `setup-server-fill-${install}`;
  return sh`
    DOCKER_HOST=unix:///var/run/docker.sock; export DOCKER_HOST
    umask 077; helper=${helper}
    (
      docker rm -f "$helper" >/dev/null 2>&1
      state=$(docker container inspect --format '{{.Id}} {{.State.StartedAt}} {{.State.Running}}' ${install}) || exit
      case $state in *' false') ;; *) echo 'It still runs.'; exit 1 ;; esac
      if [ "$(cat ${`${copy}/whole`} 2>/dev/null)" != "$state" ]; then
        rm -rf ${copy} || exit
        ${onlyEmpty(folder)}
        mkdir -p ${`${copy}/data`} &&
        image=$(docker container inspect --format '{{.Image}}' ${install}) &&
        docker create --name "$helper" --label ${`${LABEL.install}=${install}`} --mount ${`type=bind,source=${copy}/data,target=${target}`} "$image" none >/dev/null || exit
        ${copiedIntoHelper(install, target)}
        sync && echo "$state" >${`${copy}/whole`} || exit
      fi
      for each in ${`${copy}/data`}/* ${`${copy}/data`}/.[!.]*; do
        [ ! -e "$each" ] && [ ! -L "$each" ] && continue
        [ ! -e ${folder}/"$(basename "$each")" ] || { echo "$(basename "$each") is there already, and left alone."; exit 1; }
        mv "$each" ${folder}/ || exit
      done
      mv ${`${copy}/whole`} ${`${folder}/${FILLED}`} && rm -rf ${copy} && sync
    ) || {
      docker start ${install} >/dev/null && echo 'It runs again where its data were.'; exit 1
    }
  `;
}

/** A new disk has a folder of its own for what it finds again. */
function onlyEmpty(folder: string): ShellCommand {
  return sh`
    [ -z "$(find ${folder} -mindepth 1 -maxdepth 1 ! -name lost+found | head -n 1)" ] || {
      echo ${`There are files in ${folder} already. Nothing was touched: empty it, or choose another folder.`}; exit 1
    }
  `;
}
