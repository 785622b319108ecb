import { ExpectedError } from '../source/expected-error.ts';
import { type Ending, FORMAT, type Tell } from '../source/output/message.ts';
import type { Secret } from '../source/secrets/secret.ts';
import { complaint, exitCodeFor } from './complaint.ts';
import { codeFor, EXIT, type ExitCode, endingFor } from './exit-code.ts';
import { Interruption } from './interruption.ts';
import { version } from './version.ts';
import type { World } from './world.ts';

export interface Undertaking {
  readonly world: World;
  readonly tell: Tell;
  /** Whether troubles are messages, too. */
  readonly json: boolean;
  /** What is told to whoever interrupts it. */
  readonly stopped: string;
  /** `secrets` are kept out of complaints; those that are met on the way are added to it. */
  readonly work: (interruption: Interruption, secrets: Secret[]) => Promise<Ending>;
}

/** Work from `begin` to `end`, whatever comes between; gives the exit code and throws nothing. */
export async function toItsEnd(undertaking: Undertaking): Promise<ExitCode> {
  const { world, tell, json, stopped, work } = undertaking;
  const note = (line: string) =>
    json ? tell({ type: 'note', text: line }) : void world.errors.write(`${line}\n`);
  const interruption = new Interruption(world, note);
  const secrets: Secret[] = [];
  let code: ExitCode;
  tell({ type: 'begin', version: version(), format: FORMAT });
  try {
    const ending = await work(interruption, secrets);
    tell({ type: 'end', ending });
    code = codeFor(ending);
  } catch (error) {
    code = interruption.happened ? EXIT.cancelled : exitCodeFor(error);
    if (interruption.happened) note(stopped);
    else if (json && error instanceof ExpectedError)
      tell({ type: 'trouble', trouble: error.trouble });
    else world.errors.write(complaint(error, secrets));
    tell({ type: 'end', ending: endingFor(code) });
  }
  interruption.release();
  return code;
}
