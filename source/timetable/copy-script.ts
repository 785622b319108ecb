import { BACKUP_FORMAT, type BackupSource, SPARE_MB } from '../backup/backup.ts';
import { PLACES, packing, placeOf } from '../backup/scripts.ts';
import type { ContainerSpec } from '../containers/container.ts';
import { companionsOf, containersOf } from '../containers/install-containers.ts';
import { restForGoodCommand, wakeCommand } from '../containers/stop-command.ts';
import { type Facts, query } from '../facts/facts.ts';
import { answerCommand } from '../facts/network/answer.ts';
import type { Goal } from '../goal.ts';
import { backupsFolder, changeFile, recordFile } from '../paths.ts';
import { BEGINNING } from '../renewal/script-parts.ts';
import { inLines, type ShellCommand, sh } from '../shell.ts';

/** Copies that nobody asks for one by one leave this part of the disk to the apps, at most so much. */
const [SPARED_PART, MOST_SPARED_MB] = [10, 5 * 1024];

/**
 * How an install is copied on its host, without us: `check`, `running`, `rest`, `copy STAMP` and
 * `wake NAMES`, one after another. What goes wrong is said last, in one line.
 */
export function copyScript(
  goal: Goal,
  sources: readonly BackupSource[],
  facts: Facts,
  version: string,
): string {
  return `#!/bin/sh
# Copies the data of an app, step by step. Written by setup-server, which also overwrites it.
${BEGINNING}
${copyCommands(goal, sources, facts, version)}
`;
}

/** What it does, but for where programs are. */
export function copyCommands(
  goal: Goal,
  sources: readonly BackupSource[],
  facts: Facts,
  version: string,
): ShellCommand {
  const specs = containersOf(goal);
  return sh`
    fail() { echo "$1" >&2; exit 1; }
    state() { docker container inspect --format '{{.State.Status}}' "$1" 2>/dev/null; }
    ${PLACES}
    check() {
      ! grep -q '"state":"begun"' ${changeFile(goal.install)} 2>/dev/null ||
        fail 'A change was begun with it and did not come to its end. npx setup-server upgrade finishes or undoes it.'
      ${checkMounts(goal, facts)}
      install -d -m 700 ${backupsFolder(goal.install)}
      need=${SPARE_MB * 1024}
      ${inLines(sources.map((each) => sh`${placeOf(each)} && need=$((need + $(du -skx "$place" | cut -f 1)))`))}
      disk=$(df -Pk ${backupsFolder(goal.install)} | awk 'NR == 2 { print $2, $4 }')
      free=\${disk#* } spare=$((\${disk% *} / ${SPARED_PART}))
      need=$((need + (spare < ${MOST_SPARED_MB * 1024} ? spare : ${MOST_SPARED_MB * 1024})))
      [ "$need" -le "$free" ] ||
        fail "There is no room for another copy: $((need / 1024)) MB are needed, $((free / 1024)) MB are free on the disk of the server."
    }
    running() {
      for each in ${specs.map(({ name }) => name)}; do
        case $(state "$each") in running|restarting|paused) echo "$each";; esac
      done
    }
    rest() {
      ${inLines([...specs].reverse().map(rest))}
      :
    }
    copy() {
      part=${backupsFolder(goal.install)}/$1.part
      rm -rf ${backupsFolder(goal.install)}/*.part
      install -d -m 700 "$part"
      ${describe(goal, sources, version)}
      ${packing(goal.install, sources)}
      mv "$part" "\${part%.part}"
    }
    wake() {
      ${inLines(wakes(goal))}
      :
    }
    "$@"
  `;
}

/** Where data lie is settled when this is written: whoever changed a container since is to say so. */
function checkMounts(goal: Goal, facts: Facts): ShellCommand {
  const names = containersOf(goal).map(({ name }) => name);
  const mounts = names.flatMap((name) => {
    const found = facts.get(query('container', goal.host, name))?.mounts ?? [];
    return found
      .filter(({ type }) => type !== 'other')
      .map(({ type, source, writable }) => `${type} ${source} ${writable}`);
  });
  const wanted = [...new Set(mounts)].sort().join('\n');
  const format =
    '{{range .Mounts}}{{if eq .Type "volume"}}volume {{.Name}} {{.RW}}{{println}}{{else if eq .Type "bind"}}bind {{.Source}} {{.RW}}{{println}}{{end}}{{end}}';
  return sh`
    docker version >/dev/null 2>&1 || fail 'Docker does not answer.'
    mounts=$(docker container inspect --format ${format} -- ${names} 2>/dev/null) || fail 'A container of it is not there. npx setup-server puts it right.'
    [ "$(echo "$mounts" | grep . | sort -u)" = ${wanted} ] || fail 'Its data lie elsewhere than they did. npx setup-server looks where.'
  `;
}

/** Its own way, without being started again meanwhile; Docker starts it with the machine as before. */
function rest(spec: ContainerSpec): ShellCommand {
  const { name, restart, stop } = spec;
  const proven = stop.proof
    ? sh`
        if [ "$(state ${name})" != created ]; then
          [ "$(docker inspect --format '{{.State.ExitCode}}' ${name})" = ${stop.proof.exitCode} ] || fail 'It did not stop safely, so it was not copied.'
          words=$(docker logs --since "$(docker inspect --format '{{.State.StartedAt}}' ${name})" ${name} 2>&1)
          for each in ${stop.proof.says}; do
            case $words in *"$each"*) ;; *) fail 'It did not stop safely, so it was not copied.';; esac
          done
        fi
      `
    : sh`:`;
  return sh`
    case $(state ${name}) in running|restarting|paused)
      ${restForGoodCommand(spec)} || fail 'It could not be stopped.'
      docker update --restart ${restart} ${name};;
    esac
    case $(state ${name}) in running|restarting|paused) fail 'It did not stop.';; esac
    ${proven}
  `;
}

/** The copy's `backup.json`, but for what only the host knows when it is made. */
function describe(goal: Goal, sources: readonly BackupSource[], version: string): ShellCommand {
  const known = JSON.stringify({
    ...{ format: BACKUP_FORMAT, install: goal.install, app: goal.app.id },
    ...{ by: 'the timetable on the server', version, why: 'schedule', sources },
  });
  const names = containersOf(goal).map(({ name }) => name);
  // Docker writes a slash before the name.
  const format =
    '{"container":{{json (slice .Name 1)}},"image":{{json .Config.Image}},"id":{{json .Image}},"digest":null}';
  return sh`
    record=null
    [ ! -s ${recordFile(goal.install)} ] || record=$(cat ${recordFile(goal.install)})
    images=$(docker container inspect --format ${format} -- ${names} | paste -sd , -)
    at=$(echo "$1" | sed 's/T\\(..\\)-\\(..\\)-/T\\1:\\2:/')
    known=${known}
    printf '%s,"at":"%s","images":[%s],"record":%s}\\n' "\${known%?}" "$at" "$images" "$record" > "$part/backup.json"
  `;
}

/** In their order, each once the one before is ready; only those that are named, as they ran before. */
function wakes(goal: Goal): readonly ShellCommand[] {
  const { before, after } = companionsOf(goal.recipe);
  const specs = containersOf(goal);
  const patience = [
    ...before.map(({ ready }) => ready),
    goal.recipe.ready,
    ...after.map(({ ready }) => ready),
  ];
  return specs.map((spec, index) => {
    const { command, patienceSeconds = 60 } = patience[index] ?? {};
    const asked = command
      ? sh`timeout 30 docker exec ${spec.name} ${command} >/dev/null 2>&1 </dev/null`
      : answers(goal);
    return sh`
      case " $* " in *${` ${spec.name} `}*)
        { ${wakeCommand(spec)}
        } >/dev/null || fail 'It could not be started again.'
        tries=0
        until ${asked}; do
          tries=$((tries + 1))
          [ $tries -lt ${patienceSeconds} ] || fail 'It was started again and does not answer.'
          sleep 1
        done;;
      esac
    `;
  });
}

function answers({ install, recipe }: Goal): ShellCommand {
  const asked = answerCommand(install, recipe.front.port, { path: recipe.ready.path });
  const good = Array.from({ length: 500 }, (_, at) => at + 100).filter(recipe.ready.status);
  return sh`case " ${good} " in *" $( ( ${asked} ) | sed -n '1s/^HTTP[^ ]* \\([0-9]*\\).*/\\1/p' ) "*) true;; *) false;; esac`;
}
