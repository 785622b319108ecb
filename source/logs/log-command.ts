import { LABEL } from '../container.ts';
import { FRONT_CONTAINER } from '../front/container.ts';
import { type ShellCommand, sh } from '../shell.ts';
import type { LogWish } from './log-wish.ts';

/**
 * Prints what all containers of the installs and the web server before them have written:
 * `CONTAINER TIME TEXT`, a line each.
 */
export function logCommand(installs: readonly string[], wish: LogWish): ShellCommand {
  const labels = installs.map((install) => `label=${LABEL.install}=${install}`);
  return sh`
    names=$(for each in ${labels}; do docker ps --all --filter "$each" --format '{{.Names}}' || exit; done) || exit
    names="$names $(docker ps --all --filter ${`name=^/${FRONT_CONTAINER}$`} --format '{{.Names}}')"
    ${wish.follow ? following(wish) : printing(wish)}
  `;
}

function printing({ since, search, count }: LogWish): ShellCommand {
  const tail = search === '' ? count : 'all';
  const found = search === '' ? sh`cat` : sh`grep -iF -e ${search} | tail -n ${count}`;
  return sh`
    for each in $names; do
      docker logs --timestamps --tail ${tail} ${sinceOption(since)} -- "$each" 2>&1 | ${found} | sed "s/^/$each /"
    done
  `;
}

/** Docker ends it with the container; that may be started again. Two seconds are read twice. */
function following({ since, count }: LogWish): ShellCommand {
  return sh`
    for each in $names; do
      {
        docker logs --timestamps --follow --tail ${count} ${sinceOption(since)} -- "$each" 2>&1 | sed -u "s/^/$each /"
        while :; do
          since=$(($(date +%s) - 2))
          sleep 1
          docker logs --timestamps --follow --since "$since" -- "$each" 2>&1 | sed -u "s/^/$each /"
        done
      } &
    done
    wait
  `;
}

function sinceOption(since: string): readonly string[] {
  return since === '' ? [] : ['--since', since];
}
