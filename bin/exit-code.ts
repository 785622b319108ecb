import type { Ending } from '../source/output/message.ts';

/** What the program's end means to the shell. Stable: scripts rely on them. */
export const EXIT = {
  done: 0,
  failed: 1,
  changesPending: 2,
  /** EX_USAGE of sysexits.h. */
  badInput: 64,
  /** 128 + SIGINT, as a shell has it. */
  cancelled: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The one table that the help and the documentation show. */
export const EXIT_CODES: readonly { readonly code: ExitCode; readonly meaning: string }[] = [
  {
    code: EXIT.done,
    meaning: 'Done. With --plan: nothing is left to do. doctor, status: all is well.',
  },
  {
    code: EXIT.failed,
    meaning:
      'Something failed. Everything so far is kept; run it again. doctor, status: something does not work.',
  },
  {
    code: EXIT.changesPending,
    meaning: 'With --plan: there is something to do. doctor, status: warnings only.',
  },
  { code: EXIT.badInput, meaning: 'An argument or an answer is missing or wrong.' },
  { code: EXIT.cancelled, meaning: 'Cancelled with Ctrl-C or SIGTERM.' },
];

const CODES: Readonly<Record<Ending, ExitCode>> = {
  'nothing-to-do': EXIT.done,
  complete: EXIT.done,
  'changes-pending': EXIT.changesPending,
  failed: EXIT.failed,
  stopped: EXIT.cancelled,
  'bad-input': EXIT.badInput,
  'all-good': EXIT.done,
  warnings: EXIT.changesPending,
  'not-good': EXIT.failed,
};

/** Which exit code a run ends with that came to an end by itself. */
export function codeFor(ending: Ending): ExitCode {
  return CODES[ending];
}

/** How a run ended that threw: `complaint.ts` has its code. */
export function endingFor(code: ExitCode): Ending {
  if (code === EXIT.cancelled) return 'stopped';
  return code === EXIT.badInput ? 'bad-input' : 'failed';
}
