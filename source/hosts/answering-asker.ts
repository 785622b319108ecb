import { type Answers, secretAnswer, textAnswer } from '../answers/answers.ts';
import type { Asker } from './host.ts';

/** Answers prompts from the answers given beforehand, where nobody can be asked; declines the rest. */
export function answeringAsker(answers: Answers): Asker {
  return async (prompt) => {
    switch (prompt.ask) {
      case 'host-key': {
        const expected = textAnswer(answers, 'ssh.fingerprint');
        return expected !== '' && prompt.fingerprint === expected ? 'yes' : null;
      }
      case 'passphrase':
        return prompt.again ? null : (secretAnswer(answers, 'ssh.passphrase') ?? null);
      default:
        return null;
    }
  };
}
