import { JOBS } from '../paths.ts';
import { sh } from '../shell.ts';

/**
 * Shell function `alive FOLDER`: whether what goes on alone there still does (`apply/job.ts`). Its process is
 * known by that folder among its arguments: after a restart of the server its number may be another one's.
 */
export const ALIVE = sh`
  alive() {
    [ -s "$1/pid" ] || return 1
    { tr '\\0' '\\n' <"/proc/$(cat "$1/pid")/cmdline" | grep -qxF -e "$1"; } 2>/dev/null
  }
`;

/** Longer than any of them is given: one that hangs must not keep certificates from being renewed for ever. */
const LONGEST_MINUTES = 25 * 60;

/**
 * Shell function `living`: for each command that goes on alone, its process id and since when (ISO 8601).
 * Whoever takes the server's lock waits for these: a run that is gone may have left one in the middle.
 */
export const LIVING = sh`
  ${ALIVE}
  living() {
    for each in ${JOBS}/*; do
      alive "$each" && [ -n "$(find "$each/pid" -mmin -${LONGEST_MINUTES})" ] || continue
      echo "$(cat "$each/pid") $(date -u -r "$each/pid" +%Y-%m-%dT%H:%M:%SZ)"
    done
  }
`;
