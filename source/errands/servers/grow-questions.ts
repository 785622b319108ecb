import type { Answers } from '../../answers/answers.ts';
import { type Facts, type Query, query } from '../../facts/facts.ts';
import { FINGERPRINTS } from '../../hosts/answering-asker.ts';
import { serverProblem } from '../../hosts/ssh-server-problem.ts';
import type { Item } from '../../interview.ts';
import type { Question } from '../../questions/question.ts';
import { registryQuestions } from '../../questions/registry-login.ts';
import { hostOf, installOfAnswers } from '../../status/renewal-script.ts';
import { FORCE, firstName, HOSTS, otherHosts, REPLICAS, wordsOf } from '../../swarm/answers.ts';
import { whyManagers } from '../../swarm/cluster.ts';
import { firstQueries, nodeQueries } from '../../swarm/decide.ts';
import { manifestsOf } from '../../swarm/image.ts';
import { unencrypted } from '../encryption-question.ts';
import { unlessInVain } from '../not-on-several.ts';
import { wayToApp } from '../running.ts';
import { namesItems, namesQuestions } from './names-of-several.ts';
import { newServersQuestions, severalItems } from './new-balancer.ts';
import { before, hasCentre, stateless, stays } from './stateless-question.ts';
import { tellBalancerItems } from './tell-balancer.ts';

const MOST_SERVERS = 9;
const MOST_COPIES = 99;

const hosts: Question = {
  id: HOSTS,
  section: 'Settings',
  kind: 'text',
  title: 'Which other servers shall it run on?',
  hint: 'Their addresses, with spaces in between.',
  help: [
    'Empty servers that you can log in to, as to the first one:',
    '  root@203.0.113.8 root@203.0.113.9',
    'The first one stays. Docker is installed on the others, and all become',
    'a cluster (Docker Swarm): it starts copies of the app on them, and',
    'starts one elsewhere when a server is lost. With two more, any one may',
    'be lost, if the app keeps nothing on the first one alone.',
    '',
    'They should be of one provider, in one place, and able to reach each',
    "other at 2377/tcp, 7946/tcp, 7946/udp and 4789/udp: the provider's own",
    'firewall must let these, and what is encrypted (ESP), through between',
    'them, and only there.',
  ].join('\n'),
  example: 'root@203.0.113.8 root@203.0.113.9',
  suggestion: before(HOSTS),
  normalise: (typed) => wordsOf(typed).join(' '),
  problem: hostsProblem,
};

function hostsProblem(value: string, answers: Answers): string | undefined {
  const words = wordsOf(value);
  const wrong = words.map((word) => serverProblem(word)).find((each) => each !== undefined);
  if (wrong !== undefined) return wrong;
  if (words.length === 0) return 'At least one more server.';
  if (words.length >= MOST_SERVERS) return `At most ${MOST_SERVERS - 1} more.`;
  const names = [
    firstName(answers),
    ...otherHosts({ ...answers, [HOSTS]: value }).map(({ name }) => name),
  ];
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  return twice === undefined ? undefined : `${twice} is there twice, or is the first one.`;
}

const replicas: Question = {
  id: REPLICAS,
  section: 'Settings',
  kind: 'text',
  title: 'How many copies of the app shall run?',
  hint: (answers, facts) =>
    hasCentre(answers, facts)
      ? 'What is there only once, such as a database, stays on the first server.'
      : whyManagers(serversIn(answers)),
  help: [
    'They are spread over the servers. With fewer copies than servers, some',
    'have none, and pass visitors on to the others; with more, some have two.',
    '',
    'With at least two, one can be replaced while the other one answers.',
  ].join('\n'),
  example: '3',
  when: (answers, facts) => !stays(answers, facts),
  suggestion: (answers, facts) => {
    const now = Number(before(REPLICAS)(answers, facts));
    if (!now) return String(serversIn(answers));
    // With one more server, one more copy would be taken.
    const then = wordsOf(before(HOSTS)(answers, facts) ?? '').length + 1;
    return String(now + Math.max(0, serversIn(answers) - then));
  },
  problem: (value) => (/^[1-9]\d?$/.test(value) ? undefined : `A number from 1 to ${MOST_COPIES}.`),
};

function serversIn(answers: Answers): number {
  return otherHosts(answers).length + 1;
}

const force: Question = {
  id: FORCE,
  section: 'Settings',
  kind: 'confirm',
  title: 'Are the lost servers gone for good?',
  hint: 'If they are just off, start them: all goes on by itself. If they are gone, Docker restarts on the first server, and nobody is answered for a minute.',
  help: [
    'Of the servers that decide what runs where, more than half must be there',
    'for any change, and are not. If the lost ones come back, all goes on. Where',
    'all of them run, they may just be choosing which one leads: then try again',
    'in a minute.',
    '',
    'If they are gone for good, the first server begins the cluster anew, with',
    'all that it knows. Docker there restarts: nobody is answered for a minute.',
    'Never do that while the others still run and just can not be reached:',
    'there would be two clusters then.',
  ].join('\n'),
  yes: 'Yes, go on without them',
  suggestion: () => false,
  when: (answers, facts) => answers[FORCE] !== undefined || isLost(answers, facts),
  problem: (value) => (value ? undefined : 'Then start them again, and try once more.'),
};

/** More than half of those that decide are lost. */
export function isLost(answers: Answers, facts: Facts): boolean {
  const host = hostOf(answers);
  const swarm = facts.get(query('swarm', host));
  return (
    swarm?.state === 'active' && swarm.manager && facts.get(query('swarmNodes', host)) === null
  );
}

/** For whoever can't be asked when a server shows its key for the first time. */
export const fingerprints: Question = {
  id: FINGERPRINTS,
  section: 'Settings',
  kind: 'text',
  title: "What are the fingerprints of the other servers' keys?",
  hint: 'Needed only where nobody can be asked; else you are shown them.',
  help: [
    'At first contact a server shows its key, by which it proves who it is.',
    'On the server itself:',
    '  ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub',
    'Several, with spaces in between.',
  ].join('\n'),
  example: 'SHA256:lO2dGVz7aVqCq5Pw4yBbGFcbPrWQ8bQxRhCg1wDlzsI',
  expert: true,
  optional: true,
  when: (answers) => answers[FINGERPRINTS] !== undefined,
};

/** What its registry tells of the image, where it is of one. */
export const looksAtRegistry = (answers: Answers, facts: Facts): readonly Query[] =>
  manifestsOf(hostOf(answers), installOfAnswers(answers, facts), facts);

/** A private image is downloaded by each server as whoever may; or it comes from the first one. */
const login = registryQuestions({
  section: 'Settings',
  imageOf: (answers, facts) => looksAtRegistry(answers, facts)[0]?.subject ?? '',
  looks: looksAtRegistry,
  otherwise: 'Empty: the others get it from the first server, through this computer.',
});

export const growQuestions: readonly Question[] = [
  fingerprints,
  ...newServersQuestions,
  hosts,
  stateless,
  replicas,
  unencrypted,
  force,
  ...namesQuestions,
];

/** The app, the other servers and what is seen of all of them, and how it shall run there. */
export const growScript: readonly Item[] = [
  ...wayToApp('It goes on while the others are made ready.'),
  { ask: fingerprints },
  ...[
    ...severalItems,
    { ask: hosts },
    {
      look: (answers: Answers): readonly Query[] =>
        otherHosts(answers).flatMap(({ host }) => [
          query('connection', host),
          ...nodeQueries(host),
        ]),
    },
    {
      look: (answers: Answers, facts: Facts): readonly Query[] => {
        const [host, install] = [hostOf(answers), installOfAnswers(answers, facts)];
        return install === '' ? [] : [...nodeQueries(host), ...firstQueries(host, install)];
      },
    },
    ...tellBalancerItems,
    { look: looksAtRegistry },
    ...[...login, stateless, replicas, unencrypted, force].map((ask) => ({ ask })),
    ...namesItems,
  ].map(unlessInVain),
];
