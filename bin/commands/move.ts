import { OTHER_SERVER } from '../../source/answers/other-server.ts';
import { moveTask } from '../../source/errands/move/move.ts';
import { recalled } from '../begun.ts';
import type { Parsed } from '../command-line/parse.ts';
import type { ExitCode } from '../exit-code.ts';
import { withHost } from '../way-in.ts';
import type { World } from '../world.ts';
import { errand } from './errand.ts';

/** Moves an app to another server, brings it back, or confirms that it stays. */
export async function move(parsed: Parsed, world: World): Promise<ExitCode> {
  const [to] = parsed.values.get('to') ?? [];
  const { hosts } = await recalled(world);
  const other = withHost({ given: new Map(), problems: [] }, to, to === undefined ? [] : hosts);
  return await errand(moveTask, parsed.operand, parsed, world, {
    given: (source) => ({
      ...source,
      given: new Map([
        ...source.given,
        ...[...other.given].map(([id, given]) => [`${OTHER_SERVER}${id}`, given] as const),
      ]),
    }),
  });
}
