import { type Answers, secretAnswer } from '../answers/answers.ts';
import type { Secret } from '../secrets/secret.ts';

/** Id of the question for the key that opens a copy on this computer; never written down. */
export const COPY_KEY = 'restore.identity';

/** The key that was given; undefined where there is none. */
export function copyKeyIn(answers: Answers): Secret | undefined {
  const key = secretAnswer(answers, COPY_KEY);
  return key?.isEmpty === false ? key : undefined;
}
