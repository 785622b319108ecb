import { aboutLines } from '../../source/doctor/bundle.ts';
import { ignoring, verdictOn } from '../../source/doctor/check.ts';
import { examine } from '../../source/doctor/examine.ts';
import { hostChecks } from '../../source/doctor/host-checks.ts';
import { installChecks } from '../../source/doctor/install-checks.ts';
import { type Look, query } from '../../source/facts/facts.ts';
import { hostKindOf, reachedAt } from '../../source/hosts/index.ts';
import { LOCAL } from '../../source/hosts/local.ts';
import { doctorLines } from '../../source/output/doctor-lines.ts';
import type { Ending } from '../../source/output/message.ts';
import type { Secret } from '../../source/secrets/secret.ts';
import { secretsIn, withoutSecretsIn } from '../../source/secrets/secrets-in.ts';
import { stripControl } from '../../source/text/plain-text.ts';
import { wrapped } from '../command-line/help.ts';
import type { Parsed } from '../command-line/parse.ts';
import { within } from '../entering.ts';
import type { ExitCode } from '../exit-code.ts';
import { ENDINGS, type Inspection, inspect } from '../inspection.ts';
import { authorOf } from '../operator.ts';
import { type WayIn, withHost } from '../way-in.ts';
import type { World } from '../world.ts';
import { writeBundle } from '../write-bundle.ts';

/** Looks at a host and at all that was set up there, and tells what is wrong. Changes nothing. */
export async function doctor(parsed: Parsed, world: World): Promise<ExitCode> {
  return await inspect(parsed, world, visit);
}

async function visit(inspection: Inspection): Promise<Ending> {
  const { parsed, asks, hosts } = inspection;
  const source = withHost(inspection.source, parsed.operand, hosts);
  return await within({ ...inspection, source }, async ({ session, lines, ...entered }) => {
    if (asks) lines.say('Looking at all of it. This takes some seconds.\n');
    return await report(inspection, session.look, entered);
  });
}

/** Looks at everything, tells it, and writes it to a file where that was asked for. */
async function report(inspection: Inspection, look: Look, { way, facts }: WayIn): Promise<Ending> {
  const { parsed, world, tell, interruption, secrets } = inspection;
  const { switches, values } = parsed;
  const host = hostKindOf(way).address(way);
  const author = await authorOf(world);
  const file = values.get('bundle')?.[0];
  const examination = {
    ...{ look, host, way, texts: file !== undefined },
    ...{ author, signal: interruption.control.stop },
  };
  const open = facts.get(query('connection', host))?.open ?? false;
  const examined = open
    ? await examine(examination, facts)
    : { host, facts, unseen: [], installs: [] };
  const ids = values.get('ignore') ?? [];
  const checks = ignoring([...hostChecks(examined), ...installChecks(examined)], ids);
  const hidden = [...secrets, ...secretsIn(way, examined.facts)];
  for (const check of withoutSecretsIn(checks, hidden)) tell({ type: 'check', ...check });
  const place = host === LOCAL ? 'This computer' : reachedAt(host);
  if (!switches.has('json'))
    print(world, doctorLines(checks, place, wrapped, rowsOf(world)), hidden);
  for (const id of ids)
    if (!checks.some((check) => check.id === id))
      tell({ type: 'note', text: `There was no check ${id} to ignore.` });
  if (file !== undefined) {
    const keepAddresses = switches.has('keep-addresses');
    const options = { keepAddresses, typed: secrets, way };
    const path = await writeBundle(file, world, author.by, examined, checks, options);
    const text = [`Written to ${path}.`, ...aboutLines(keepAddresses)].join('\n');
    tell({ type: 'note', text });
  }
  return ENDINGS[verdictOn(checks)];
}

function print(world: World, lines: readonly string[], secrets: readonly Secret[]): void {
  const clean = withoutSecretsIn(lines, secrets).map((line) => `${stripControl(line)}\n`);
  world.output.write(clean.join(''));
}

/** Of a terminal; the last one is for the shell. */
function rowsOf({ output }: World): number {
  return output.isTTY ? output.rows - 1 : Number.POSITIVE_INFINITY;
}
