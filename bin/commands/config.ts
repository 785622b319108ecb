import { configTask } from '../../source/errands/config.ts';
import { type ConfigList, listConfig } from '../../source/errands/list-config.ts';
import { configLines } from '../../source/output/config-lines.ts';
import { wrapped } from '../command-line/help.ts';
import type { Parsed } from '../command-line/parse.ts';
import type { ExitCode } from '../exit-code.ts';
import { inspect } from '../inspection.ts';
import { listAll } from '../listing.ts';
import type { World } from '../world.ts';
import { errand } from './errand.ts';

/** Shows what apps were set up by, or changes answers of one. */
export async function config(parsed: Parsed, world: World): Promise<ExitCode> {
  if (parsed.operand === 'set') return await errand(configTask, parsed.object, parsed, world);
  return await inspect(
    parsed,
    world,
    async (inspection) =>
      await listAll<ConfigList>(inspection, {
        see: listConfig,
        unseen: (list) => ({ ...list, installs: [] }),
        tell: (list) => inspection.tell({ type: 'config', ...list }),
        lines: (lists) => configLines(lists, wrapped),
      }),
  );
}
