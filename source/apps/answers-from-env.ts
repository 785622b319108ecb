import type { OtherContainer } from '../facts/docker/other-containers.ts';
import { Facts } from '../facts/facts.ts';
import { problemWith, read } from '../questions/accept.ts';
import { judgeName } from '../settings/judge-name.ts';
import type { App } from './app.ts';

type Answered = Record<string, string | boolean>;

/** What the settings of a container answer of an app's questions; what is secret is not among it. */
export function answersFromEnv(
  app: Pick<App, 'label' | 'variables' | 'questions'>,
  { env }: Pick<OtherContainer, 'env'>,
): Answered {
  const answers: Answered = {};
  for (const [name, secret] of env) {
    const judged = judgeName(app, name);
    const question =
      judged.goes === 'question' ? app.questions.find(({ id }) => id === judged.id) : undefined;
    if (!question || question.kind === 'secret') continue;
    const text = secret.reveal();
    const value = read(question, question.kind === 'confirm' ? text === 'true' : text);
    if (typeof value !== 'string' && typeof value !== 'boolean') continue;
    if (problemWith(question, value, answers, new Facts()) === undefined)
      answers[question.id] = value;
  }
  return answers;
}
