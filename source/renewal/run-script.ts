import { FRONT_NETWORK } from '../front/container.ts';
import {
  ACCOUNTS,
  CERTIFICATES,
  CHALLENGES,
  FRONT_FOLDER,
  LOCK,
  RENEWAL,
  RENEWAL_LOG,
  RENEWAL_STATE,
  STATE,
} from '../paths.ts';
import { EXIT } from './exit.ts';
import { RENEWAL_JOB } from './job.ts';
import {
  BEGINNING,
  IS_THERE,
  lockFunctions,
  loggedWork,
  NEXT,
  programFunction,
  TIMER_PATIENCE,
} from './script-parts.ts';

export const RENEWAL_CONTAINER = RENEWAL_JOB;
export const RENEWAL_PROGRAM = `${RENEWAL}/renewal.mjs`;
export const RENEWAL_SCRIPT = `${RENEWAL}/run`;

/**
 * What the timer starts, on the host: sh, Docker and nothing else. It runs the program in a
 * container that sees no more than it must, has what was renewed taken up, and lets the program
 * look whether that came about. `image` is pinned: `node@sha256:…`.
 */
export function runScript(image: string): string {
  return `#!/bin/sh
# Renews certificates. Written by setup-server, which also overwrites it. A timer starts it; by hand:
#   sh ${RENEWAL_SCRIPT}          what is due
#   sh ${RENEWAL_SCRIPT} --force  everything, now
#   sh ${RENEWAL_SCRIPT} --hand-over  the load balancer in front gets what it does not have yet
#   sh ${RENEWAL_SCRIPT} --test-notice  a test message to whoever is told when it fails
${BEGINNING}
image=${image}
here=${RENEWAL} state=${RENEWAL_STATE} lock=${LOCK} log=${RENEWAL_LOG}
force=; [ "\${1:-}" = --force ] && force=--force

mkdir -p ${STATE} "$state" "\${log%/*}"
${TIMER_PATIENCE}
exec 9>"$state/running"
if [ $# = 0 ]; then flock -n 9 || { echo 'A renewal is under way already.'; exit 0; }
else flock 9; fi

# Nothing is due, and nothing was changed: no need to start a container.
${NEXT}
if [ $# = 0 ] && [ "$now" -lt "\${next:-0}" ] &&
   [ -z "$(find "$here" -newer "$state/next" -type f)" ]; then exit 0; fi

${programFunction({
  name: RENEWAL_CONTAINER,
  network: FRONT_NETWORK,
  mounts: [
    'source=$here,target=$here,readonly',
    `source=${FRONT_FOLDER},target=${FRONT_FOLDER},readonly`,
    ...[CERTIFICATES, ACCOUNTS, CHALLENGES].map((each) => `source=${each},target=${each}`),
    'source=$state,target=$state',
  ],
  command: RENEWAL_PROGRAM,
})}

${lockFunctions({ machine: 'renewal', by: 'the renewal on this server' })}

# Lets the web servers read what was written; says which would not.
take_up() {
  refused=
  for each in $1; do
    [ -f "$here/installs/$each.take-up" ] || continue
    sh "$here/installs/$each.take-up" 9>&- </dev/null >&2 || refused="$refused $each"
  done
  echo "$refused"
}

# Names are those of our own files, whatever the program wrote.
written() {
  for each in "$here"/installs/*.json; do
    each=\${each##*/}; each=\${each%.json}
    grep -qxF "$each" "$state/written" 2>/dev/null && echo "$each"
  done
}

note_loaded() {
  for each in "$state"/loaded/*; do
    [ -f "$each" ] && grep -Eqx '[0-9a-f]{64}' "$each" || continue
    site=${FRONT_FOLDER}/sites/\${each##*/}.loaded
    if [ -f "$site" ]; then cat "$each" > "$site.new" && chmod 644 "$site.new" && mv "$site.new" "$site"; fi
    rm -f "$each"
  done
}

${IS_THERE}

work() {
  [ "\${1:-}" != --test-notice ] || { program test-notice; return; }
  [ "\${1:-}" != --hand-over ] || { program hand-over; return; }
  [ -n "$(ls "$here/installs" 2>/dev/null)" ] || return 0
  for each in "$here"/installs/*.json; do
    name=\${each##*/}
    # Whoever deleted an install wants no certificate for it.
    is_there "\${name%.json}" || rm -f "$each" "\${each%.json}.take-up" "\${each%.json}.held"
  done
  mkdir -p ${ACCOUNTS} ${CHALLENGES}
  chmod 755 ${CHALLENGES}
  program look $force; code=$?
  [ $code = ${EXIT.work} ] || return $code
  take_lock || { program tell; return 0; }
  program renew $force || return
  todo=$(written)
  refused=$(take_up "$todo")
  program confirm $refused; code=$?
  note_loaded
  [ $code = ${EXIT.putBack} ] || return $code
  take_up "$todo" >/dev/null
  return 1
}

${loggedWork('A renewal did not come about; see $log.', 'drop_lock')}`;
}
