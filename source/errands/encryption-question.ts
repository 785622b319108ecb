import type { Answers } from '../answers/answers.ts';
import type { AbilitiesFact } from '../facts/docker/abilities.ts';
import { type Facts, query } from '../facts/facts.ts';
import type { Question } from '../questions/question.ts';
import { hostOf } from '../status/renewal-script.ts';
import { firstName, OPEN, otherHosts } from '../swarm/answers.ts';
import { type Candidate, sharedNetwork } from '../swarm/cluster.ts';

/** Where what goes from server to server can't be encrypted, or would not arrive. */
export const unencrypted: Question = {
  id: OPEN,
  section: 'Settings',
  kind: 'confirm',
  title: 'Go on without encryption between the servers?',
  // Where nobody else is between them, as it must be.
  suggestion: (answers, facts) =>
    unable(answers, facts).length === 0 && sharedNetwork(candidates(answers, facts)) !== undefined,
  hint: (answers, facts) => {
    const [kernels, droplets] = [unable(answers, facts), shutIn(answers, facts)];
    return kernels.length > 0
      ? `${kernels.join(' and ')} can't encrypt what goes between them: the kernel there lacks what that takes (IPsec).`
      : `${droplets.join(', ')}: DigitalOcean's firewalls let nothing encrypted (ESP) through.`;
  },
  help: [
    'What visitors send is decrypted where they come in, and may go on to a',
    'copy on another server. On the way it can be read by whoever can listen',
    'in the network between them.',
    '',
    "In a private network of your own that is nobody. In a provider's common",
    'network, better take servers with a usual kernel.',
    '',
    'At DigitalOcean, servers of one network (VPC) talk in that. No: only if',
    "none of them is behind a firewall of DigitalOcean's; it is encrypted then.",
  ].join('\n'),
  when: (answers, facts) => unable(answers, facts).length + shutIn(answers, facts).length > 0,
  problem: (value, answers, facts) =>
    value || unable(answers, facts).length === 0
      ? undefined
      : 'Then take other servers; these can not.',
};

function serversOf(answers: Answers) {
  return [{ host: hostOf(answers), name: firstName(answers) }, ...otherHosts(answers)];
}

function candidates(answers: Answers, facts: Facts): readonly Candidate[] {
  return serversOf(answers).map(({ host, name }) => {
    return { name, addresses: facts.get(query('addresses', host)) ?? { v4: [], v6: [] } };
  });
}

function able(answers: Answers, facts: Facts, are: (seen: AbilitiesFact) => boolean) {
  return serversOf(answers).flatMap(({ host, name }) => {
    const seen = facts.get(query('abilities', host));
    return seen && are(seen) ? [name] : [];
  });
}

const unable = (answers: Answers, facts: Facts) =>
  able(answers, facts, ({ encrypts }) => encrypts === false);

const shutIn = (answers: Answers, facts: Facts) => able(answers, facts, (seen) => seen.shutIn);
