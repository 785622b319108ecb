import { Secret } from '../secret.ts';

export type Answer = string | boolean | Secret;

/** Answers by question id. */
export type Answers = Readonly<Record<string, Answer>>;

/** The answer as text; '' where there is none or it is of another kind. */
export function textAnswer(answers: Answers, id: string): string {
  const answer = answers[id];
  return typeof answer === 'string' ? answer : '';
}

/** What the install is called on the server: after its app, unless it was named. */
export function installOf(answers: Answers): string {
  return textAnswer(answers, 'install') || textAnswer(answers, 'app');
}

export function yesAnswer(answers: Answers, id: string): boolean {
  return answers[id] === true;
}

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
