import { type CertificateList, listCertificates } from '../source/errands/list.ts';
import { ExpectedError } from '../source/expected-error.ts';
import { hostKindOf } from '../source/hosts/index.ts';
import { certificateLines } from '../source/output/certificate-lines.ts';
import type { Ending } from '../source/output/message.ts';
import { stripControl } from '../source/plain-text.ts';
import { wrapped } from './command-line/help.ts';
import type { Parsed } from './command-line/parse.ts';
import { type Entrance, within } from './entering.ts';
import type { ExitCode } from './exit-code.ts';
import { type Inspection, inspect } from './inspection.ts';
import { authorOf } from './operator.ts';
import { placesFor } from './places.ts';
import { addressOf } from './status.ts';
import type { World } from './world.ts';

/** Says which certificates and accounts each server has. Changes nothing. */
export async function listOfCertificates(parsed: Parsed, world: World): Promise<ExitCode> {
  return await inspect(parsed, world, lookAround);
}

async function lookAround(inspection: Inspection): Promise<Ending> {
  const { parsed, world, tell, json, hosts } = inspection;
  const places = placesFor(inspection.source, parsed.object, hosts);
  const wanted = parsed.values.get('install') ?? [];
  const lists: CertificateList[] = [];
  for (const source of places) {
    const seen = await listOf({ ...inspection, source }, places.length > 1);
    if (typeof seen === 'string') return seen;
    const list = wanted.length === 0 ? seen : only(seen, wanted);
    tell({ type: 'certificates', ...list });
    lists.push(list);
  }
  if (!json)
    for (const line of certificateLines(lists, wrapped))
      world.output.write(`${stripControl(line)}\n`);
  return lists.some(({ trouble }) => trouble) ? 'not-good' : 'all-good';
}

function only(list: CertificateList, wanted: readonly string[]): CertificateList {
  const installs = list.installs.filter(({ install, names }) =>
    [install, ...names].some((name) => wanted.includes(name)),
  );
  return { ...list, installs };
}

/** Of several servers, one that can't be reached does not keep the others from being seen. */
async function listOf(entrance: Entrance, several: boolean): Promise<CertificateList | Ending> {
  const { world, source, interruption } = entrance;
  const author = await authorOf(world);
  let seen: CertificateList | undefined;
  try {
    const ending = await within(entrance, async ({ way, facts, session }) => {
      const host = hostKindOf(way).address(way);
      const signal = interruption.control.stop;
      seen = await listCertificates({ look: session.look, host, way, author, signal }, facts);
      return 'all-good';
    });
    return seen ?? ending;
  } catch (error) {
    if (!several || !(error instanceof ExpectedError) || interruption.happened) throw error;
    const at = author.at.toISOString();
    const { trouble } = error;
    return { host: addressOf(source), at, installs: [], accounts: [], trouble };
  }
}
