import type { LogLine } from '../../source/logs/log-line.ts';
import { readLogWish } from '../../source/logs/log-wish.ts';
import { LogLines } from '../../source/output/log-lines.ts';
import type { Ending } from '../../source/output/message.ts';
import { stripControl } from '../../source/text/plain-text.ts';
import type { Parsed } from '../command-line/parse.ts';
import { within } from '../entering.ts';
import type { ExitCode } from '../exit-code.ts';
import { type Inspection, inspect } from '../inspection.ts';
import { readLogs } from '../read-logs.ts';
import { withHost } from '../way-in.ts';
import type { World } from '../world.ts';
import { installNamed } from './errand.ts';

/** Shows what apps, what they work with and the web server have written. Changes nothing. */
export async function logs(parsed: Parsed, world: World): Promise<ExitCode> {
  return await inspect(parsed, world, showLogs);
}

async function showLogs(inspection: Inspection): Promise<Ending> {
  const { parsed, world, interruption, secrets, hosts } = inspection;
  const { values, switches, operand } = parsed;
  const wish = readLogWish({
    ...{ since: values.get('since')?.[0], search: values.get('search')?.[0] },
    ...{ lines: values.get('lines')?.[0], follow: switches.has('follow') },
  });
  const source = withHost(inspection.source, operand, hosts);
  const named = values.get('install')?.[0] ?? installNamed(operand, hosts);
  const signal = interruption.control.stop;
  const tell = teller(inspection);
  return await within({ ...inspection, source }, async (entered) => {
    const place = { ...entered, world, named, signal };
    for await (const line of readLogs(place, wish, secrets)) tell(line);
    return 'complete';
  });
}

function teller({ json, tell, world }: Inspection): (line: LogLine) => void {
  const lines = new LogLines();
  if (json) return (line) => tell({ type: 'log', ...line });
  return (line) => void world.output.write(`${stripControl(lines.text(line))}\n`);
}
