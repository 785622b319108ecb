import { sh } from '../../shell.ts';
import { stripControl } from '../../text/plain-text.ts';
import { askEngine } from '../docker/engine.ts';
import { type HostProbe, SAYS } from '../probe.ts';

const PATIENCE_SECONDS = 10;
const LAST_BYTES = 20_000;
/** What Docker prints where there is nothing to run a command in (its exit code may be the command's, too). */
const NOT_THERE =
  /No such container|container \S+ is (?:not running|restarting)|cannot connect to the docker daemon/i;

/** Runs a command inside a container, of which nobody expects that it changes anything. */
export const executionProbe: HostProbe<'execution'> = {
  fact: 'execution',
  slow: true,
  waits: true,
  command: (subject) => {
    const { container, command } = readSubject(subject);
    return askEngine(sh`
      said=$(timeout ${PATIENCE_SECONDS} docker exec ${container} ${command} 2>&1 </dev/null); code=$?
      printf '%s' "$said" | tail -c ${LAST_BYTES}
      exit $code
    `);
  },
  parse: ({ code, stdout }) => {
    if (code === SAYS.absent || (code !== 0 && NOT_THERE.test(stdout))) return null;
    return { code, output: stripControl(stdout) };
  },
};

const BETWEEN = ' \t';

/** The subject that asks for it. */
export function executionSubject(container: string, command: readonly string[]): string {
  return [container, ...command].join(BETWEEN);
}

function readSubject(subject: string): { container: string; command: readonly string[] } {
  const [container = '', ...command] = subject.split(BETWEEN);
  return { container, command };
}
