import { LABEL } from '../containers/container.ts';
import { STATE } from '../paths.ts';
import { type ShellCommand, sh } from '../shell.ts';

/** Data in a container that lies in nothing else, and the volume that takes it in. */
export interface Rescue {
  readonly install: string;
  /** The container's id. */
  readonly container: string;
  /** The folder in the container. */
  readonly target: string;
  readonly volume: string;
}

/** On the volume: of which container it is a copy. Only such a one is ever made anew. */
const COPY_OF = 'setup-server.copy-of';
const FOLDER = `${STATE}/rescued`;

/** Says of what a volume is a whole copy, and whether its container was at rest. */
export function rescueNote(volume: string): string {
  return `${FOLDER}/${volume}`;
}

/** What the note says once the copy is whole. */
export function noteText(container: string, startedAt: string, running: boolean): string {
  return `${container} ${startedAt} ${running}`;
}

/**
 * Copies the folder by Docker itself, which needs nothing of the image: what was sent is compared with
 * what is read back. The helper is never started. Begun anew, it makes the volume anew: what runs
 * with it keeps Docker from removing it.
 */
export function rescueCommand({ install, container, target, volume }: Rescue): ShellCommand {
  const helper = `setup-server-rescue-${volume}`;
  return sh`
    DOCKER_HOST=unix:///var/run/docker.sock; export DOCKER_HOST
    helper=${helper}
    docker rm -f "$helper" >/dev/null 2>&1
    if docker volume inspect ${volume} >/dev/null 2>&1; then
      [ "$(docker volume inspect --format ${`{{index .Labels "${COPY_OF}"}}`} ${volume})" = ${container} ] || {
        echo 'There is already a volume of that name, which is no copy of ours: it is left alone.'; exit 1
      }
      rm -f ${rescueNote(volume)} && docker volume rm ${volume} >/dev/null || exit
    fi
    image=$(docker container inspect --format '{{.Image}}' ${container}) &&
    docker volume create --label ${`${LABEL.install}=${install}`} --label ${`${COPY_OF}=${container}`} ${volume} >/dev/null &&
    docker create --name "$helper" --label ${`${LABEL.install}=${install}`} --volume ${`${volume}:${target}:nocopy`} "$image" none >/dev/null || exit
    state=$(docker container inspect --format '{{.State.StartedAt}} {{.State.Running}}' ${container}) || exit
    ${copiedIntoHelper(container, target)}
    install -d -m 0700 ${FOLDER} && echo ${container} "$state" >${rescueNote(volume)}
  `;
}

/**
 * From a container, running or not, to the same folder of "$helper", which was made and never started.
 * What was sent is compared with what is read back; a folder that is not there is none to copy.
 */
export function copiedIntoHelper(container: string, target: string): ShellCommand {
  return sh`
    work=$(mktemp -d) || exit
    trap 'rm -rf "$work"; docker rm -f "$helper" >/dev/null 2>&1' EXIT
    parent=$(dirname ${target}); mkfifo "$work/copy" || exit
    sha256sum <"$work/copy" >"$work/sent" &
    { docker cp ${`${container}:${target}`} - 2>"$work/says" || : >"$work/failed"; } | tee "$work/copy" | docker cp - "$helper:$parent" >"$work/said" 2>&1
    copied=$?
    wait
    if [ -e "$work/failed" ]; then
      cat "$work/says"
      grep -qi 'could not find the file' "$work/says" || exit 1
    else
      [ "$copied" = 0 ] || { cat "$work/said"; exit 1; }
      docker cp "$helper":${target} - | sha256sum >"$work/there"
      cmp "$work/sent" "$work/there" || { echo 'The copy reads back otherwise than it was sent.'; exit 1; }
    fi
  `;
}
