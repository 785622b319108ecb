import { LABEL } from '../containers/container.ts';
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

/**
 * The same for an app on several servers: of all its copies, and of the web servers before them. A copy
 * is called `app.1@` and its server's id in the cluster.
 */
export function clusterLogCommand(install: string, wish: LogWish): ShellCommand {
  const { since, search, count, follow } = wish;
  const of = `label=com.docker.stack.namespace=${install}`;
  const tail = search === '' ? count : 'all';
  const found = search === '' ? sh`cat` : sh`grep -iF -e ${search} | tail -n ${count}`;
  return sh`
    before=${`${install}_`}
    services=$(docker service ls --filter ${of} --format '{{.Name}}') || exit
    named() { sed -u -E "s/^([^ ]+) [^ ]+\\.([0-9]+)@([^ ]+) *\\| ?/$1.\\2@\\3 \\1 /"; }
    written() { docker service logs --timestamps --no-resolve --no-task-ids "$@" 2>&1; }
    for each in $services; do
      part=\${each#"$before"}
      ${follow ? followingService(since, count) : sh`written --tail ${tail} ${sinceOption(since)} "$each" | named "$part" | ${found}`}
    done
    ${follow ? sh`wait` : sh`:`}
  `;
}

/** It goes on with copies that come later; it ends with the way to those that decide. */
function followingService(since: string, count: number): ShellCommand {
  return sh`
    {
      written --follow --tail ${count} ${sinceOption(since)} "$each" | named "$part"
      while :; do
        since=$(($(date +%s) - 2))
        sleep 1
        written --follow --since "$since" "$each" | named "$part"
      done
    } &
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
