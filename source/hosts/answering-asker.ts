import { type Answers, secretAnswer, textAnswer } from '../answers/answers.ts';
import type { Asker } from './host.ts';

/** Answers prompts from the answers given beforehand, where nobody can be asked; declines the rest. */
export function answeringAsker(answers: Answers): Asker {
  const given = (id: string) => {
    const secret = secretAnswer(answers, id);
    return secret === undefined || secret.isEmpty ? null : secret;
  };
  return async (prompt) => {
    switch (prompt.ask) {
      case 'host-key': {
        const expected = textAnswer(answers, 'ssh.fingerprint');
        return expected !== '' && prompt.fingerprint === expected ? 'yes' : null;
      }
      case 'passphrase':
        return prompt.again ? null : given('ssh.passphrase');
      case 'password':
        return prompt.again ? null : given('ssh.password');
      case 'sudo-password':
        return prompt.again ? null : (given('sudo.password') ?? given('ssh.password'));
      default:
        return null;
    }
  };
}

/** Asks a person only what the answers given beforehand leave open. */
export function answersFirst(answers: Answers, person: Asker): Asker {
  const given = answeringAsker(answers);
  return async (prompt, signal) => (await given(prompt, signal)) ?? (await person(prompt, signal));
}
