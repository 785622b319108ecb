/** Parts that the scripts have in common which run our program on a server, by sh and Docker alone. */

/** For every one of them: what others can read, and where programs are. */
export const BEGINNING = `set -u
umask 077
export LC_ALL=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/snap/bin`;

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
