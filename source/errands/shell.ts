import { containersOf } from '../containers/install-containers.ts';
import { ExpectedError } from '../expected-error.ts';
import { type Facts, query } from '../facts/facts.ts';
import { executionSubject } from '../facts/installs/execution.ts';
import { FRONT_CONTAINER } from '../front/container.ts';
import type { Goal } from '../goal.ts';
import { type ShellCommand, sh } from '../shell.ts';
import { nearest } from '../text/nearest.ts';

/** The container of an install that a person means; its own where none was named. Throws `shell.unknown-container`. */
export function containerFor(
  install: string,
  goal: Goal | undefined,
  named: string | undefined,
): string {
  if (named === undefined) return install;
  const own = goal ? containersOf(goal).map(({ name }) => name) : [install];
  const all = [...own, FRONT_CONTAINER];
  const short = new Map(all.map((name) => [shortOf(name, install), name]));
  const found = all.find((name) => name === named) ?? short.get(named);
  if (found !== undefined) return found;
  const known = [...short.keys()];
  const meant = nearest(named, known);
  throw new ExpectedError({
    code: 'shell.unknown-container',
    what: `${install} has no container that is called ${named}.`,
    next: [...(meant ? [`Did you mean ${meant}?`] : []), `There is: ${known.join(', ')}.`],
  });
}

/** `db` for `study-db`, `front` for the web server. */
function shortOf(container: string, install: string): string {
  if (container === FRONT_CONTAINER) return 'front';
  return container.startsWith(`${install}-`) ? container.slice(install.length + 1) : container;
}

/** Whether the container runs, and whether its image has a shell. */
export function hasShell(host: string, container: string) {
  return query('execution', host, executionSubject(container, ['sh', '-c', 'exit 0']));
}

/** Throws where no shell can be opened there. */
export function refuseNoShell(host: string, container: string, facts: Facts): void {
  const tried = facts.get(hasShell(host, container));
  if (!tried)
    throw new ExpectedError({
      code: 'shell.not-running',
      what: `The container ${container} does not run, so nobody can enter it.`,
      next: [
        'npx setup-server start starts an app that was stopped.',
        'npx setup-server logs shows what it wrote last.',
      ],
    });
  if (tried.code !== 0)
    throw new ExpectedError({
      code: 'shell.none',
      what: `There is no shell in the container ${container}.`,
      why: 'Some images hold the app and nothing else.',
      next: ['npx setup-server logs shows what it writes.'],
      ...(tried.output !== '' && { detail: tried.output }),
    });
}

/** Opens the better of its shells in the person's terminal. */
export function shellCommand(container: string): ShellCommand {
  const inside = 'if command -v bash >/dev/null 2>&1; then exec bash; else exec sh; fi';
  return sh`docker exec -it -e TERM -- ${container} sh -c ${inside}`;
}
