import type { Answers } from './answers.ts';

/** Begins the ids of answers that lead to a second server: `other.server`. */
export const OTHER_SERVER = 'other.';

/** What was answered about the second server, by the ids that lead to any server. */
export function otherServer(answers: Answers): Answers {
  return Object.fromEntries(
    Object.entries(answers).flatMap(([id, value]) =>
      id.startsWith(OTHER_SERVER) ? [[id.slice(OTHER_SERVER.length), value]] : [],
    ),
  );
}

/** All the rest. */
export function withoutOtherServer(answers: Answers): Answers {
  return Object.fromEntries(Object.entries(answers).filter(([id]) => !id.startsWith(OTHER_SERVER)));
}
