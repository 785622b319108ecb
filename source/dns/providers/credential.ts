import { type Answers, secretAnswer } from '../../answers/answers.ts';
import type { SecretQuestion } from '../../questions/question.ts';
import { Secret } from '../../secrets/secret.ts';

/** A question for a token or key, with where it is found. */
export function credentialQuestion(asked: {
  readonly id: string;
  readonly title: string;
  readonly hint?: string;
  readonly help: readonly string[];
  readonly example: string;
}): SecretQuestion {
  return {
    ...asked,
    help: asked.help.join('\n'),
    section: 'Name',
    kind: 'secret',
    problem: (value) =>
      /\s/.test(value.reveal().trim())
        ? 'There is a space or a line break in it: something else was copied along.'
        : undefined,
  };
}

/** The credential that was answered, without what was pasted around it. */
export function credentialIn(answers: Answers, id: string): Secret {
  return new Secret(secretAnswer(answers, id)?.reveal().trim() ?? '');
}
