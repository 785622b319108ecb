import { ALIVE } from '../journal/living-jobs.ts';
import { type ShellCommand, sh } from '../shell.ts';
import { sha256 } from '../text/sha256.ts';

/** Exit code for a job whose process vanished without leaving its own: the server was restarted. */
export const INTERRUPTED = 75;

/**
 * Wraps a command so that it outlives the connection: it runs in a session of its own, writes its
 * output and exit code to files, and is followed from there. Where it is `takenUp`, it was begun before the
 * connection was lost: it is followed to its end, or what came of it is told, and it is never begun anew.
 * `jobs` is a folder on the host that only root may read.
 */
export function asJob(command: ShellCommand, jobs: string, takenUp: boolean): ShellCommand {
  const folder = `${jobs}/${sha256(command.text).slice(0, 16)}`;
  return sh`
    job=${folder}
    ${ALIVE}
    follow() { tail -n +1 -f "$job/output" & tail=$!; }
    finish() {
      code=$(cat "$job/status" 2>/dev/null || echo ${INTERRUPTED})
      sleep 0.1
      # Where nobody listens any more, what came of it stays for who takes it up.
      if kill "$tail" 2>/dev/null; then heard=yes; else heard=; fi
      wait "$tail" 2>/dev/null
      [ "$code" = 0 ] || tail -n 40 "$job/output" >&2
      [ -z "$heard" ] || rm -rf "$job"
      exit "$code"
    }
    ${takenUp ? sh`[ -d "$job" ] || exit ${INTERRUPTED}` : sh`alive "$job" || rm -rf "$job"`}
    if [ -d "$job" ]; then
      follow
      while alive "$job" && ! [ -e "$job/status" ]; do sleep 0.2; done
      finish
    fi
    mkdir -p "$job" && chmod 700 "$job" && : > "$job/output" || exit 1
    setsid sh -c ${JOB} job "$job" sh -c ${command.text} </dev/null >/dev/null 2>&1 &
    started=$!
    follow
    wait "$started"
    finish
  `;
}

/** `job FOLDER COMMAND…`: the part that goes on alone. */
const JOB = [
  'folder=$1; shift',
  'echo $$ > "$folder/pid"',
  '"$@" > "$folder/output" 2>&1',
  'echo $? > "$folder/status.new"',
  'mv "$folder/status.new" "$folder/status"',
].join('\n');
