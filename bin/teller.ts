import { jsonLine } from '../source/output/json.ts';
import type { Message, Tell } from '../source/output/message.ts';
import { PlainLines } from '../source/output/plain.ts';
import type { Mode } from './mode.ts';
import type { World } from './world.ts';

/** How what happens is told: as JSON lines, as plain lines, or, where screens or questions tell it, not at all. */
export function tellerFor(mode: Mode, world: World, details: boolean): Tell {
  const print = (text: string) => void world.output.write(text);
  if (mode === 'json') {
    return (message) => print(jsonLine(message, world.now()));
  }
  if (mode !== 'unattended') return () => {};
  const plain = new PlainLines({ details });
  return (message: Message) => {
    const text = plain.lines(message, world.now().getTime() / 1000).map((line) => `${line}\n`);
    if (BESIDE.has(message.type)) world.errors.write(text.join(''));
    else print(text.join(''));
  };
}

/** What is not the run's own story goes to standard error. */
const BESIDE: ReadonlySet<string> = new Set(['problems', 'trouble', 'note']);
