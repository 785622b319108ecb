import { containerFor, hasShell, refuseNoShell, shellCommand } from '../../source/errands/shell.ts';
import { ExpectedError } from '../../source/expected-error.ts';
import { hostKindOf, reachedAt } from '../../source/hosts/index.ts';
import type { Ending } from '../../source/output/message.ts';
import { pickInstalls } from '../../source/status/chosen-install.ts';
import { visitHost } from '../../source/status/host-status.ts';
import type { Parsed } from '../command-line/parse.ts';
import { type Entered, within } from '../entering.ts';
import type { ExitCode } from '../exit-code.ts';
import { type Inspection, inspect } from '../inspection.ts';
import { authorOf } from '../operator.ts';
import { withHost } from '../way-in.ts';
import type { World } from '../world.ts';
import { installNamed } from './errand.ts';

/** A shell in an app's container, in the person's own terminal. */
export async function shell(parsed: Parsed, world: World): Promise<ExitCode> {
  return await inspect(parsed, world, openShell);
}

/** The same, for what the command line says. */
export async function openShell(inspection: Inspection): Promise<Ending> {
  const { parsed, asks, hosts } = inspection;
  if (!asks && !parsed.switches.has('plan')) throw noTerminal();
  const source = withHost(inspection.source, parsed.operand, hosts);
  return await within({ ...inspection, source }, (entered) => enter(entered, inspection));
}

async function enter(entered: Entered, inspection: Inspection): Promise<Ending> {
  const { way, session } = entered;
  const { parsed, world, hosts } = inspection;
  const signal = inspection.interruption.control.stop;
  const host = hostKindOf(way).address(way);
  const author = await authorOf(world);
  const visit = { look: session.look, host, way, author, purpose: 'renewal', signal } as const;
  const { installs, facts: seen } = await visitHost(visit, entered.facts);
  const named = parsed.values.get('install')?.[0] ?? installNamed(parsed.operand, hosts);
  const [install, ...others] = pickInstalls(installs, named, host, seen);
  if (others.length > 0) throw several([install, ...others].map(({ name }) => name));
  const goal = 'goal' in install.wanted ? install.wanted.goal : undefined;
  const container = containerFor(install.name, goal, parsed.values.get('container')?.[0]);
  let facts = seen;
  for await (const found of session.look([hasShell(host, container)], signal))
    facts = facts.with([found]);
  refuseNoShell(host, container, facts);
  const command = shellCommand(container);
  if (parsed.switches.has('plan')) {
    world.output.write(`On ${reachedAt(host)}: ${command.text}\n`);
    return 'complete';
  }
  world.output.write(`You are in the container ${container} now. exit leads back.\n`);
  // How the last command in there ended is no fault of ours.
  await session.attach(host, command);
  return 'complete';
}

function several(names: readonly string[]): ExpectedError {
  return new ExpectedError({
    code: 'shell.several',
    what: `There are several apps on this server: ${names.join(', ')}.`,
    next: [`Say which one: --install ${names[0]}`],
  });
}

function noTerminal(): ExpectedError {
  return new ExpectedError({
    code: 'shell.no-terminal',
    what: 'A shell needs a terminal to type in, and there is none here.',
    next: ['--plan says what to run on the server instead.'],
  });
}
