import { beginInterview } from '../source/answers/begin.ts';
import type { Source } from '../source/answers/given.ts';
import type { Facts } from '../source/facts/facts.ts';
import { answeringAsker, answersFirst } from '../source/hosts/answering-asker.ts';
import type { Asker } from '../source/hosts/host.ts';
import type { Ending, Tell } from '../source/output/message.ts';
import { askerInLines } from '../source/output/prompt-in-lines.ts';
import { TerminalLines } from '../source/output/terminal-lines.ts';
import type { Narrow } from '../source/plan.ts';
import { waysIn } from '../source/script.ts';
import { Secret } from '../source/secrets/secret.ts';
import type { FarSession } from '../source/session/session.ts';
import type { Interruption } from './interruption.ts';
import { sessionFor } from './session.ts';
import { enterInLines, enterUnasked, type WayIn } from './way-in.ts';
import type { World } from './world.ts';

export interface Entrance {
  readonly world: World;
  readonly source: Source;
  /** What is known before: the hosts that this machine remembers. */
  readonly facts: Facts;
  readonly tell: Tell;
  readonly interruption: Interruption;
  /** Whether a person is there to be asked. */
  readonly asks: boolean;
  /** What is typed, or was given, and must not be seen. Grows. */
  readonly secrets: Secret[];
  readonly narrow?: Narrow;
}

/** A host that we came into, and the session by which. */
export interface Entered extends WayIn {
  readonly session: FarSession;
  readonly lines: TerminalLines;
}

/** Comes into one host, does something there, and closes the way behind. */
export async function within(
  { world, source, facts, tell, interruption, asks, secrets, narrow }: Entrance,
  work: (entered: Entered) => Promise<Ending>,
): Promise<Ending> {
  const signal = interruption.control.stop;
  const lines = new TerminalLines({ ...world, interrupt: () => interruption.stop() });
  const { answers: given } = beginInterview(waysIn, source.given);
  const asker = asks ? answersFirst(given, askerInLines(lines)) : answeringAsker(given);
  const session = sessionFor(world, remembering(asker, secrets), narrow && { narrow });
  try {
    const entering = { source, facts, look: session.look, signal };
    const entered = asks
      ? ((await enterInLines(entering, lines)) ?? 'stopped')
      : await enterUnasked(entering, tell);
    return typeof entered === 'string' ? entered : await work({ ...entered, session, lines });
  } finally {
    await session.close();
  }
}

/** Also what is typed while we come in, passwords, must not be seen in what others wrote. */
export function remembering(asker: Asker, secrets: Secret[]): Asker {
  return async (prompt, signal) => {
    const answered = await asker(prompt, signal);
    if (answered instanceof Secret) secrets.push(answered);
    return answered;
  };
}
