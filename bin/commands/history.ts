import { historyLines } from '../../source/output/history-lines.ts';
import type { Ending } from '../../source/output/message.ts';
import { stripControl } from '../../source/text/plain-text.ts';
import { wrapped } from '../command-line/help.ts';
import type { Parsed } from '../command-line/parse.ts';
import { type Entered, within } from '../entering.ts';
import type { ExitCode } from '../exit-code.ts';
import { type Inspection, inspect } from '../inspection.ts';
import { readHistory } from '../read-history.ts';
import { withHost } from '../way-in.ts';
import type { World } from '../world.ts';
import { installNamed } from './errand.ts';

/** Says who did what with an install, and when, as the server has noted it. Changes nothing. */
export async function history(parsed: Parsed, world: World): Promise<ExitCode> {
  return await inspect(parsed, world, async (inspection) => {
    const source = withHost(inspection.source, parsed.operand, inspection.hosts);
    return await within({ ...inspection, source }, (entered) => tell(entered, inspection));
  });
}

async function tell(entered: Entered, inspection: Inspection): Promise<Ending> {
  const { parsed, world, hosts, json } = inspection;
  const signal = inspection.interruption.control.stop;
  const named = parsed.values.get('install')?.[0] ?? installNamed(parsed.operand, hosts);
  const told = await readHistory({ ...entered, world, named, signal });
  for (const [index, { host, install, name, entries }] of told.entries()) {
    if (json) inspection.tell({ type: 'history', host, install, entries });
    else
      for (const line of [
        ...(index > 0 ? [''] : []),
        ...historyLines(`${name} (${install})`, entries, wrapped),
      ])
        world.output.write(`${stripControl(line)}\n`);
  }
  return 'complete';
}
