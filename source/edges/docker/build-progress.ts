import { textIn } from '../../facts/docker/engine.ts';
import type { Telling } from '../../run.ts';
import { stripControl } from '../../text/plain-text.ts';

/** What a build has told so far. */
export interface BuildState {
  /** The instruction that runs: `FROM debian:13`; '' before the first. */
  readonly instruction: string;
  readonly step: number;
  /** Of how many; 0 before the first. */
  readonly steps: number;
  /** The last lines, for a person who must find out what went wrong. */
  readonly last: readonly string[];
}

export const NOTHING_BUILT: BuildState = { instruction: '', step: 0, steps: 0, last: [] };

const LAST_LINES = 40;

/**
 * Folds in one message of the stream of `POST /build`, and gives what to tell of it. Lines of the
 * commands come as `stream`, downloads of base images as `status`.
 */
export function hearBuild(
  before: BuildState,
  { stream }: Readonly<Record<string, unknown>>,
): { readonly state: BuildState; readonly tellings: readonly Telling[] } {
  let state = before;
  const tellings: Telling[] = [];
  const lines = stripControl(textIn(stream)).split('\n');
  for (const line of lines.map((each) => each.trimEnd()).filter((each) => each !== '')) {
    const [, step, steps, instruction = ''] = /^Step (\d+)\/(\d+) : (.*)$/.exec(line) ?? [];
    const last = [...state.last, line].slice(-LAST_LINES);
    state = step
      ? { instruction, step: Number(step), steps: Number(steps), last }
      : { ...state, last };
    tellings.push({ line });
    if (step) tellings.push(progressOf(state));
  }
  return { state, tellings };
}

function progressOf({ step, steps }: BuildState): Telling {
  return { text: `Step ${step} of ${steps}`, fraction: (step - 1) / steps };
}
