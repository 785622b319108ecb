import { type Answers, secretAnswer, textAnswer } from '../answers/answers.ts';
import { OTHER_SERVER, otherServer } from '../answers/other-server.ts';
import { HOSTS } from '../swarm/answers.ts';
import { REPLACE } from './changed-host-key.ts';
import type { Asker } from './host.ts';
import { hostKindOf, reachedAt } from './index.ts';

/** Those of further servers. */
export const FINGERPRINTS = 'swarm.fingerprints';

/** Answers prompts from the answers given beforehand, where nobody can be asked; declines the rest. */
export function answeringAsker(all: Answers): Asker {
  const other = otherServer(all);
  const several = Object.keys(other).length > 0 || HOSTS in all || FINGERPRINTS in all;
  const expected = ['ssh.fingerprint', `${OTHER_SERVER}ssh.fingerprint`, FINGERPRINTS].flatMap(
    (id) => textAnswer(all, id).split(/[\s,]+/),
  );
  const isExpected = (fingerprint: string) => fingerprint !== '' && expected.includes(fingerprint);
  return async (prompt) => {
    // Of several servers, none gets the password of another.
    const answers = several && 'user' in prompt ? answersOf(prompt.host, all, other) : all;
    const given = (id: string) => {
      const secret = secretAnswer(answers, id);
      return secret === undefined || secret.isEmpty ? null : secret;
    };
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

/** Those that lead to the host that asks; none where that can't be told. */
function answersOf(host: string, own: Answers, other: Answers): Answers {
  const [mine, theirs] = [own, other].map((each) => {
    const kind = hostKindOf(each);
    if (kind.id === 'ssh' && textAnswer(each, 'server') === '') return false;
    return reachedAt(kind.address(each)) === host;
  });
  if (mine === theirs) return {};
  return mine ? own : other;
}

/** Asks a person only what the answers given beforehand leave open. */
export function answersFirst(answers: Answers, person: Asker): Asker {
  const given = answeringAsker(answers);
  return async (prompt, signal) => (await given(prompt, signal)) ?? (await person(prompt, signal));
}
