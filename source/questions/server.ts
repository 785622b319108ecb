import { type Answers, textAnswer } from '../answers/answers.ts';
import { hostKinds, isHostAddress, reachedAt } from '../hosts/index.ts';
import { REMEMBERED, rememberedChoices } from '../hosts/remembered.ts';
import type { Choice, Question } from './question.ts';

const KINDS = hostKinds.map(({ id, label, note }) => ({ value: id, label, note }));

/** What was chosen while it was remembered, or on another computer, stays good. */
function forgotten(answers: Answers, remembered: readonly Choice[]): Choice[] {
  const chosen = textAnswer(answers, 'host.kind');
  if (!isHostAddress(chosen) || remembered.some(({ value }) => value === chosen)) return [];
  return [{ value: chosen, label: reachedAt(chosen), note: 'chosen before' }];
}

/** Where it should run. Not asked where there is no choice; each kind asks the rest itself. */
export const serverQuestions: readonly Question[] = [
  {
    id: 'host.kind',
    section: 'Server',
    kind: 'choice',
    title: 'Where should it run?',
    hint: (_, facts) =>
      facts.get(REMEMBERED)?.hosts.some(({ installs }) => installs.length > 0)
        ? 'One that you have set up can run this beside what it has: each app gets a name and a certificate of its own.'
        : 'It must be on, and reachable from the internet, all day.',
    help: [
      'A server is a computer that is always on and has an address that',
      'everybody can reach. Most people rent a small one by the month, from',
      'a company such as Hetzner, DigitalOcean or Amazon, or get one from',
      "their university's computing centre.",
      '',
      'You need a way to log in to it with SSH, as root or as a user who',
      'may use sudo. For example: root@203.0.113.7',
    ].join('\n'),
    // Whoever gave an address beforehand has answered it.
    when: (answers) =>
      hostKinds.length > 1 && (answers['host.kind'] !== undefined || answers.server === undefined),
    choices: (answers, facts) => {
      const remembered = rememberedChoices(facts);
      return [...remembered, ...forgotten(answers, remembered), ...KINDS];
    },
    suggestion: (_, facts) => rememberedChoices(facts)[0]?.value ?? hostKinds[0]?.id,
  },
  {
    id: 'sudo.password',
    section: 'Server',
    kind: 'secret',
    title: 'What is your password for sudo there?',
    hint: 'Needed only where nobody can be asked, and only if it is not the one for the login.',
    help: [
      'A user who is not root acts as root by a program named sudo, which',
      'may want the password of that user. It is given to sudo, and kept',
      'nowhere.',
    ].join('\n'),
    example: 'The password of the user on the server.',
    optional: true,
    expert: true,
    when: (answers) => answers['sudo.password'] !== undefined,
  },
];
