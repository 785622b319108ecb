import type { Source } from '../source/answers/given.ts';
import type { Ending, Tell } from '../source/output/message.ts';
import { problemLines } from '../source/output/problem-lines.ts';
import type { Parsed } from './command-line/parse.ts';
import type { Interruption } from './interruption.ts';
import type { World } from './world.ts';

/** What each way of talking gets. */
export interface Job {
  readonly parsed: Parsed;
  readonly world: World;
  readonly source: Source;
  readonly interruption: Interruption;
  readonly tell: Tell;
}

/** Unknown names and the like are told before the first question. */
export function refused({ source, world }: Pick<Job, 'source' | 'world'>): Ending | undefined {
  if (source.problems.length === 0) return undefined;
  world.errors.write(`${problemLines(source.problems).join('\n')}\n`);
  return 'bad-input';
}
