import { DELETE_COPY } from '../backup/scripts.ts';
import {
  BACKUPS,
  CHANGES,
  CONFIGURATION,
  LOCK,
  RENEWAL,
  STATE,
  TIMETABLE,
  TIMETABLE_LOG,
  TIMETABLE_STATE,
} from '../paths.ts';
import { EXIT } from '../renewal/exit.ts';
import { RENEWAL_PROGRAM } from '../renewal/run-script.ts';
import {
  BEGINNING,
  IS_BARRED,
  IS_THERE,
  lockFunctions,
  loggedWork,
  NEXT,
  programFunction,
  TIMER_PATIENCE,
} from '../renewal/script-parts.ts';
import { TIMETABLE_JOB } from './job.ts';

export const TIMETABLE_SCRIPT = `${TIMETABLE}/run`;

/**
 * What the timer starts, on the host. The program in its container decides what is due and which
 * copies may go; stopping, copying and deleting is done here, and only to what is ours, whatever the
 * program wrote. `image` is pinned: `node@sha256:…`.
 */
export function timetableScript(image: string): string {
  return `#!/bin/sh
# Copies apps' data by a timetable. Written by setup-server, which also overwrites it. A timer starts it; by hand:
#   sh ${TIMETABLE_SCRIPT}                what is due
#   sh ${TIMETABLE_SCRIPT} --now INSTALL  that one, now
#   sh ${TIMETABLE_SCRIPT} --look|--send|--fetch INSTALL [COPY]  what is away, or one copy there or back
${BEGINNING}
image=${image}
here=${TIMETABLE} state=${TIMETABLE_STATE} lock=${LOCK} log=${TIMETABLE_LOG}

mkdir -p ${STATE} "$state" "\${log%/*}"
install -d -m 700 ${BACKUPS} ${CHANGES}
${TIMER_PATIENCE}
exec 9>"$state/running"
if [ $# = 0 ]; then flock -n 9 || exit 0; else flock 9; fi

# Nothing is due, nothing was changed, and nothing rests that should not: no need to start a container.
${NEXT}
if [ $# = 0 ] && [ "$now" -lt "\${next:-0}" ] &&
   [ -z "$(find "$here" -newer "$state/next" -type f)" ] &&
   [ -z "$(ls ${CHANGES} | grep '\\.resting$')" ]; then exit 0; fi

${programFunction({
  name: TIMETABLE_JOB,
  network: 'host',
  mounts: [
    'source=$here,target=$here,readonly',
    // The program, and who is told.
    `source=${RENEWAL},target=${RENEWAL},readonly`,
    `source=${BACKUPS},target=${BACKUPS},readonly`,
    'source=$state,target=$state',
  ],
  command: `${RENEWAL_PROGRAM} timetable`,
})}

${lockFunctions({ machine: 'timetable', by: 'the timetable on this server, which copies data' })}

${IS_BARRED}

# Whoever wants an app not to run has stopped it by setup-server, which notes it.
is_wanted() { ! is_barred "$1" && ! grep -Eq '"stopped": ?"[^"]' "${CONFIGURATION}/$1/install.json" 2>/dev/null; }

# What went wrong, of all that was said.
reason() { grep -m 1 '^The copy could not be made' "$said" || grep . "$said" | tail -n 1; }

# One step of a copy, with all it says in the log; what went wrong in $why.
step() {
  sh "$here/installs/$name.copy" "$@" > "$said" 2>&1 9>&- </dev/null; code=$?
  cat "$said"
  [ $code = 0 ] || why=$(reason)
  return $code
}

# Starts what was stopped, also what a power cut left so.
wake() {
  note=${CHANGES}/$name.resting
  [ -f "$note" ] || return 0
  if is_wanted "$name" && [ -f "$here/installs/$name.copy" ]; then
    step wake $(cat "$note"); code=$?
  else code=0; fi
  rm -f "$note"
  return $code
}

# Of containers that do not run, the data can be copied as they are.
copy() {
  name=$1 why='' copied=no rested=0
  at=$(date -u +%Y-%m-%dT%H:%M:%SZ)
  stamp=$(echo "$at" | tr : -)
  echo "Copying the data of $name"
  if step check; then
    sh "$here/installs/$name.copy" running > ${CHANGES}/$name.resting 9>&- </dev/null
    ran=$(cat ${CHANGES}/$name.resting) from=$(date +%s)
    if step rest && step copy "$stamp"; then copied=yes; fi
    failed=$why
    wake
    [ -z "$failed" ] || why=$failed
    [ -z "$ran" ] || rested=$(($(date +%s) - from))
  fi
  mkdir -p "$state/results"
  printf '%s\\n' "$copied" "$at" "$rested" "$why" > "$state/results/$name"
}

${DELETE_COPY}

# Only copies of ours that the timetable made go, and none that a change needs.
delete_expired() {
  [ -f "$state/expired" ] || return 0
  while read -r name stamp; do
    case "$name $stamp" in *[!A-Za-z0-9_.\\ -]*|*..*) continue;; esac
    [ -f "$here/installs/$name.json" ] || continue
    old=${BACKUPS}/$name/$stamp
    grep -q '"why":"schedule"' "$old/backup.json" 2>/dev/null || continue
    ! grep -qF "$stamp" "${CHANGES}/$name.json" 2>/dev/null || continue
    echo "Deleting the copy $stamp of $name: newer ones take its place."
    delete_copy "$old"
  done < "$state/expired"
  rm -f "$state/expired"
}

# A copy that was sent away comes back; it gets its place once its sums are right.
fetch() {
  case "$1 $2" in *[!A-Za-z0-9_.\\ -]*|*..*) echo 'There is no such copy.'; return 1;; esac
  [ ! -e ${BACKUPS}/$1/$2 ] || return 0
  program fetch "$1" "$2"; code=$?
  rm -f "$state/identity"
  from=$state/fetched/$1/$2
  if [ $code = 0 ] && (cd "$from" && sha256sum -c SHA256SUMS); then
    install -d -m 700 ${BACKUPS}/$1 && mv "$from" ${BACKUPS}/$1/$2
  else code=1; fi
  rm -rf "$state/fetched"
  return $code
}

# Names are those of our own files, whatever the program wrote.
due() {
  for each in "$here"/installs/*.json; do
    each=\${each##*/}; each=\${each%.json}
    [ -f "$here/installs/$each.copy" ] || continue
    if [ "\${1:-}" = --now ]; then [ "\${2:-}" = "$each" ]
    else grep -qxF "$each" "$state/due" 2>/dev/null; fi && echo "$each"
  done
}

${IS_THERE}

work() {
  said=$state/said why=''
  # A restart of the server came between: the key that opens copies, and what it opened, are left nowhere.
  find "$state" -mindepth 1 -maxdepth 1 '(' -name identity -o -name fetched ')' -mmin +60 -exec rm -rf {} +
  case "\${1:-}" in
    --look|--send) program send "$2" \${3:+"$3"}; return;;
    --fetch) fetch "$2" "$3"; return;;
  esac
  for each in ${CHANGES}/*.resting; do
    [ -f "$each" ] || continue
    name=\${each##*/}; name=\${name%.resting}
    [ -n "$signing" ] || take_lock || return 0
    wake
  done
  for each in "$here"/installs/*.json; do
    name=\${each##*/}; name=\${name%.json}
    is_there "$name" || rm -f "$here/installs/$name.json" "$here/installs/$name.copy" "$here/installs/$name.store"
  done
  [ -n "$(ls "$here/installs" 2>/dev/null)" ] || return 0
  rm -f "$state/due" "$state/expired"
  program look "$@"; code=$?
  if [ $code = ${EXIT.work} ]; then
    [ -n "$signing" ] || take_lock || return 0
    for each in $(due "$@"); do copy "$each"; done
    program note; code=$?
    delete_expired
    drop_lock
  fi
  # That may take hours: nobody waits for it.
  [ -z "$(ls "$here"/installs/*.store 2>/dev/null)" ] || program send || code=$?
  return $code
}

${loggedWork('A copy went wrong; see $log.', 'drop_lock')}`;
}
