import { type Answers, textAnswer } from '../answers/answers.ts';
import { type Facts, query } from '../facts/facts.ts';
import type { ConnectionFact, PublicKey } from '../facts/network/connection.ts';
import { asSshAddress } from './ssh-address.ts';
import { looksLikeAlias, parseServer, type SshTarget, sshAddress } from './ssh-target.ts';

/** What the answers say of the way to the server; '' is left to OpenSSH. */
export function targetOf(answers: Answers): SshTarget {
  const chosen = chosenServer(answers);
  if (chosen !== null)
    return { ...chosen, keyFile: textAnswer(answers, 'ssh.key') || chosen.keyFile };
  const given = parseServer(textAnswer(answers, 'server'));
  return {
    host: given.host,
    user: given.user || textAnswer(answers, 'ssh.user'),
    port: given.port || textAnswer(answers, 'ssh.port'),
    keyFile: textAnswer(answers, 'ssh.key') || given.keyFile,
    configFile: textAnswer(answers, 'ssh.config'),
  };
}

/** The server that was chosen by its address, as one that was used before is. */
export function chosenServer(answers: Answers): SshTarget | null {
  return asSshAddress(textAnswer(answers, 'host.kind'));
}

/** The person's own configuration may say who to log in as. */
export function namesAlias(answers: Answers): boolean {
  return looksLikeAlias(parseServer(textAnswer(answers, 'server')).host);
}

/** What came of the login that the answers mean. */
export function connectionOf(answers: Answers, facts: Facts): ConnectionFact | undefined {
  return facts.get(query('connection', sshAddress(targetOf(answers))));
}

/** A key of the person's that could be let in from now on. */
export function publicKeyOf(answers: Answers, facts: Facts): PublicKey | undefined {
  const fact = connectionOf(answers, facts);
  return fact?.open ? fact.publicKey : undefined;
}

/** No key that was tried was let in. */
export function isKeyRefused(answers: Answers, facts: Facts): boolean {
  const fact = connectionOf(answers, facts);
  return fact?.open === false && fact.refusal === 'key-refused';
}

/** The server would take a password, and nobody gave one. */
export function takesPassword(answers: Answers, facts: Facts): boolean {
  const fact = connectionOf(answers, facts);
  return fact?.open === false && fact.asksPassword === true;
}
