import { type ShellCommand, sh } from '../shell.ts';

/** A second each. */
const TRIES = 20;

/**
 * What the managers themselves change just then, Swarm does not change for anybody else ("update out of
 * sequence", moby's store of a cluster): so it is tried again.
 */
export function inSequence(command: ShellCommand): ShellCommand {
  return sh`
    (
      tries=0
      until said=$(${command} 2>&1 >/dev/null); do
        tries=$((tries + 1))
        case $said in *'out of sequence'*) [ $tries -ge ${TRIES} ] || { sleep 1; continue; } ;; esac
        echo "$said" >&2
        exit 1
      done
    )
  `;
}
