import { Secret } from '../secrets/secret.ts';

export type Answer = string | boolean | Secret;

/** Answers by question id. */
export type Answers = Readonly<Record<string, Answer>>;

/** The answer as text; '' where there is none or it is of another kind. */
export function textAnswer(answers: Answers, id: string): string {
  const answer = answers[id];
  return typeof answer === 'string' ? answer : '';
}

/** The ids of the questions whether what is there is meant, and how another one is called. */
export const AGAIN = 'install.again';
export const OTHER = 'install.other';

/** What the install is called on the server: after its app, unless it was named. */
export function installOf(answers: Answers): string {
  const another = textAnswer(answers, AGAIN) === 'other' && textAnswer(answers, OTHER);
  return another || namedInstall(answers);
}

/** What it would be called if nothing were there by that name. */
export function namedInstall(answers: Answers): string {
  return textAnswer(answers, 'install') || textAnswer(answers, 'app');
}

/** Whether a question was answered with yes. */
export function yesAnswer(answers: Answers, id: string): boolean {
  return answers[id] === true;
}

/** Undefined where there is none, or it is no secret. */
export function secretAnswer(answers: Answers, id: string): Secret | undefined {
  const answer = answers[id];
  return answer instanceof Secret ? answer : undefined;
}

/** What may be written down: everything but the secrets. */
export function withoutSecrets(answers: Answers): Record<string, string | boolean> {
  return Object.fromEntries(
    Object.entries(answers).filter(
      (entry): entry is [string, string | boolean] => !(entry[1] instanceof Secret),
    ),
  );
}
