/** What the renewal program tells the script that runs it, by its exit code. */
export const EXIT = {
  done: 0,
  /** Something failed just now; the state says what. */
  failed: 1,
  usage: 2,
  /** There is something to do. */
  work: 10,
  /** A certificate was put back, and must be taken up again. */
  putBack: 11,
} as const;
