import { type Answers, textAnswer } from '../source/answers/answers.ts';
import { newServers } from '../source/errands/servers/new-servers.ts';
import { hostKindOf, reachedAt } from '../source/hosts/index.ts';
import { LOCAL } from '../source/hosts/local.ts';
import { asSshAddress } from '../source/hosts/ssh-address.ts';

/** What the answers are about, for titles: "study.example.org (203.0.113.7)". '' while that is not known. */
export function target(answers: Answers): string {
  // Nothing is done to the first one before they are there.
  if (newServers(answers)) return '';
  const name = textAnswer(answers, 'hostname');
  const address = hostKindOf(answers).address(answers);
  const server =
    address === LOCAL ? 'this computer' : asSshAddress(address) === null ? '' : reachedAt(address);
  return name && server && name !== server ? `${name} (${server})` : name || server;
}
