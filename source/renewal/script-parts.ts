import { LIVING } from '../journal/living-jobs.ts';
import { CHANGES, CONFIGURATION } from '../paths.ts';

/** Parts that the scripts have in common which run our program on a server, by sh and Docker alone. */

/** For every one of them: what others can read, and where programs are. */
export const BEGINNING = `set -u
umask 077
export LC_ALL=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/snap/bin`;

/** A day and a little more: nothing is written down that is further off. */
const FURTHEST_SECONDS = 25 * 3600;

/** Sets `next`, before which nothing is due; the script has set `state`. */
export const NEXT = `next=$(grep -Ex '[0-9]{1,15}' "$state/next" 2>/dev/null) now=$(date +%s)
# What is further off was written while the clock was ahead: nothing would be done until then.
[ "\${next:-0}" -le $((now + ${FURTHEST_SECONDS})) ] || next=0`;

export interface ProgramContainer {
  readonly name: string;
  readonly network: string;
  /** As `--mount` takes it; may name variables of the script. */
  readonly mounts: readonly string[];
  /** The program, and what is always said to it first. */
  readonly command: string;
}

/**
 * The function `program`: our program in a container that sees no more than it must. The script
 * has set `image`, and holds its own lock open as number 9.
 */
export function programFunction({ name, network, mounts, command }: ProgramContainer): string {
  return `# On a Docker that remaps users, or with SELinux, it could not read what only root may, and the host's roots.
program() {
  roots=
  for each in /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/ca-bundle.pem; do
    [ -z "$roots" ] && [ -f "$each" ] && roots=$(readlink -f "$each")
  done
  docker rm -f ${name} >/dev/null 2>&1
  docker run --rm --name ${name} --label setup-server.install=renewal --log-driver none \\
    --read-only --cap-drop ALL --security-opt no-new-privileges --network ${network} \\
    --userns host --security-opt label=disable \\
${mounts.map((each) => `    --mount "type=bind,${each}" \\\n`).join('')}\
    \${roots:+--mount "type=bind,source=$roots,target=/roots.crt,readonly" --env NODE_EXTRA_CA_CERTS=/roots.crt} \\
    --entrypoint node "$image" ${command} "$@" 9>&- </dev/null
}`;
}

/** A run of the wizard is signed every 15 seconds, and given up after 90: see journal/lock.ts. */
const [SIGNS_SECONDS, GIVEN_UP_SECONDS] = [15, 90];

/** Who holds the server's lock, in the words of whoever finds it held. */
export interface ScriptHolder {
  /** Tells it from others: a word. */
  readonly machine: string;
  /** `the renewal on this server`. */
  readonly by: string;
}

/**
 * For a timer, which comes again soon: the wizard's own steps by the same script wait behind it, and would be given up
 * before it gives up waiting for the wizard.
 */
export const TIMER_PATIENCE = '[ $# != 0 ] || patience=30';

/** The functions `take_lock` and `drop_lock`; the script has set `lock`. */
export function lockFunctions({ machine, by }: ScriptHolder): string {
  return `signing=
# Long commands of a run that was cut off go on: what they change must not be touched, or copied.
${LIVING}

# As the wizard takes it. Waits five minutes, or as many seconds as $patience says; what is due stays due.
take_lock() {
  tries=0
  until [ -z "$(living)" ] && mkdir "$lock" 2>/dev/null; do
    sign=$lock/holder; [ -e "$sign" ] || sign=$lock
    signed=$(stat -c %Y "$sign" 2>/dev/null || date +%s)
    # Signed while the clock was ahead: by who lives still, it is signed anew.
    [ $((signed - $(date +%s))) -le ${SIGNS_SECONDS} ] || touch -c "$sign"
    if [ $(($(date +%s) - signed)) -gt ${GIVEN_UP_SECONDS} ]; then
      mv "$lock" "$lock.broken.$$" 2>/dev/null && rm -rf "$lock.broken.$$"
      continue
    fi
    tries=$((tries + 1))
    [ $((tries * 3)) -lt "\${patience:-300}" ] || { echo 'Somebody runs setup-server on this server. Tried again later.'; return 1; }
    sleep 3
  done
  printf '{"by":"${by}","machine":"${machine}","process":%s,"since":"%s"}' \\
    $$ "$(date -u +%Y-%m-%dT%H:%M:%SZ)" > "$lock/holder"
  while kill -0 $$ 2>/dev/null && sleep ${SIGNS_SECONDS}; do ours && touch -c "$lock/holder"; done >/dev/null 2>&1 3>&- 4>&- 9>&- &
  signing=$!
  trap drop_lock EXIT
  trap 'exit 1' HUP INT TERM
}

drop_lock() {
  [ -z "$signing" ] || kill "$signing" 2>/dev/null
  signing=
  if ours; then rm -rf "$lock"; fi
}

ours() { grep -q '"machine":"${machine}"' "$lock/holder" 2>/dev/null; }`;
}

const LOG_BYTES = 1_000_000;

/**
 * The end: runs the function `work`, then `afterwards`, notes each line that is said in `$log`,
 * and ends as the work did.
 */
export function loggedWork(failed: string, afterwards = ':'): string {
  return `[ "$(stat -c %s "$log" 2>/dev/null || echo 0)" -lt ${LOG_BYTES} ] || mv "$log" "$log.1"
exec 4>&1
code=$({ { work "$@" 2>&1; echo $? >&3; ${afterwards}; } | while IFS= read -r line; do
  echo "$line" >&4
  echo "$(date -u +%Y-%m-%dT%H:%M:%SZ) $line" >> "$log"
done; } 3>&1)
[ "\${code:-1}" = 0 ] || echo "${failed}" >&4
exit "\${code:-1}"
`;
}

/**
 * Whether somebody is in the middle of changing an app's data, or it has left this server: `is_barred NAME`. It must not
 * be started then but by whoever goes on with that.
 */
export const IS_BARRED = `is_barred() {
  grep -Eq '"state":"begun"|"role":"(left|returned)"' "${CHANGES}/$1.json" 2>/dev/null
}`;

/** Whether an install still is: `is_there NAME`. */
export const IS_THERE = `# A folder that was moved is no install that was deleted: its container is there. Nor is a Docker that is silent.
is_there() {
  [ -d "${CONFIGURATION}/$1" ] ||
    [ -n "$(docker ps -aq --filter "label=setup-server.install=$1" 2>/dev/null || echo perhaps)" ]
}`;
