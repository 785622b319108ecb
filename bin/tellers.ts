import { jsonLine } from '../source/output/json.ts';
import type { Tell } from '../source/output/message.ts';
import { PlainLines } from '../source/output/plain.ts';
import type { World } from './world.ts';

/** Tells all as JSON lines on standard output. */
export function jsonTeller(world: World): Tell {
  return (message) => void world.output.write(jsonLine(message, world.now()));
}

/** Tells on standard error, beside a report that is printed as a whole. */
export function plainTeller(world: World): Tell {
  const plain = new PlainLines({ details: false });
  return (message) => {
    for (const line of plain.lines(message, 0)) world.errors.write(`${line}\n`);
  };
}
