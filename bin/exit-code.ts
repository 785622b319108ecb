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
  { code: EXIT.done, meaning: 'Done. With --plan: nothing is left to do.' },
  { code: EXIT.failed, meaning: 'Something failed. Everything so far is kept; run it again.' },
  { code: EXIT.changesPending, meaning: 'With --plan: there is something to do.' },
  { code: EXIT.badInput, meaning: 'An argument or an answer is missing or wrong.' },
  { code: EXIT.cancelled, meaning: 'Cancelled with Ctrl-C or SIGTERM.' },
];
