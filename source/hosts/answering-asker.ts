import { type Answers, secretAnswer, textAnswer } from '../answers/answers.ts';
import { REPLACE } from './changed-host-key.ts';
import type { Asker } from './host.ts';

/** Those of further servers. */
export const FINGERPRINTS = 'swarm.fingerprints';

/** Answers prompts from the answers given beforehand, where nobody can be asked; declines the rest. */
export function answeringAsker(answers: Answers): Asker {
  const given = (id: string) => {
    const secret = secretAnswer(answers, id);
    return secret === undefined || secret.isEmpty ? null : secret;
  };
  const expected = ['ssh.fingerprint', FINGERPRINTS].flatMap((id) =>
    textAnswer(answers, id).split(/[\s,]+/),
  );
  const isExpected = (fingerprint: string) => fingerprint !== '' && expected.includes(fingerprint);
  return async (prompt) => {
    switch (prompt.ask) {
      case 'host-key':
        return isExpected(prompt.fingerprint) ? 'yes' : null;
      // Whoever names the new key has seen it in the console; an answer that names the old one has not.
      case 'changed-host-key':
        return isExpected(prompt.fingerprint) ? REPLACE : null;
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
