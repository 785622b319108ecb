import { ADDRESS, ADDRESS_LOG, ADDRESS_STATE, CONFIGURATION, RENEWAL, STATE } from '../paths.ts';
import { RENEWAL_PROGRAM } from '../renewal/run-script.ts';
import { BEGINNING, loggedWork, programFunction } from '../renewal/script-parts.ts';
import { ADDRESS_JOB } from './job.ts';

export const ADDRESS_SCRIPT = `${ADDRESS}/run`;

/**
 * What the timer starts, on the host. The container has the host's network: another one has no IPv6
 * as a rule, and what leaves by it may take another way out. `image` is pinned: `node@sha256:…`.
 */
export function addressScript(image: string): string {
  return `#!/bin/sh
# Keeps names at this server's own address. Written by setup-server, which also overwrites it. A timer starts it; by hand:
#   sh ${ADDRESS_SCRIPT}        sets what has changed
#   sh ${ADDRESS_SCRIPT} --now  asks the DNS provider in any case
${BEGINNING}
image=${image}
here=${ADDRESS} state=${ADDRESS_STATE} log=${ADDRESS_LOG}

mkdir -p ${STATE} "$state" "\${log%/*}"
exec 9>"$state/running"
if [ $# = 0 ]; then flock -n 9 || exit 0; else flock 9; fi

${programFunction({
  name: ADDRESS_JOB,
  network: 'host',
  mounts: [
    'source=$here,target=$here,readonly',
    // The program, and who is told.
    `source=${RENEWAL},target=${RENEWAL},readonly`,
    'source=$state,target=$state',
  ],
  command: `${RENEWAL_PROGRAM} address`,
})}

work() {
  for each in "$here"/installs/*.json; do
    name=\${each##*/}
    # Whoever deleted an install wants no name for it.
    [ -d "${CONFIGURATION}/\${name%.json}" ] || rm -f "$each"
  done
  [ -n "$(ls "$here/installs" 2>/dev/null)" ] || return 0
  program "$@"
}

${loggedWork('A name could not be set; see $log.')}`;
}
