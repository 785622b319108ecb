import { type Answers, textAnswer } from '../../answers/answers.ts';
import { type Facts, query } from '../../facts/facts.ts';
import type { Choice, ChoiceQuestion } from '../../questions/question.ts';
import { hostOf, installOfAnswers, recordedAt } from '../../status/renewal-script.ts';
import { ADDRESSES, HOSTS, isOfCluster, otherHosts, wordsOf } from '../../swarm/answers.ts';
import { type KnownServer, letsNobodyIn, serversOf } from '../../swarm/servers.ts';
import { isLost } from './grow-questions.ts';
import { ADD, ANEW, COPIES, copiesOf, SERVER } from './one-more-server.ts';

/** What was settled when it grew. */
export function before(answers: Answers, facts: Facts): Answers {
  return Object.fromEntries(
    Object.entries(recordedAt(answers, facts)).filter(([id]) => isOfCluster(id)),
  );
}

/** The servers as they are now; none where it runs on one. */
export function serversIn(answers: Answers, facts: Facts): readonly KnownServer[] {
  const settled = before(answers, facts);
  const others = otherHosts({ ...answers, ...settled }).map(({ host }) => host);
  if (settled[HOSTS] === undefined) return [];
  const addresses = wordsOf(textAnswer(settled, ADDRESSES));
  return serversOf({ host: hostOf(answers), cluster: { others, addresses } }, facts);
}

function noteOn({ node }: KnownServer, answers: Answers, facts: Facts) {
  if (!node) return isLost(answers, facts) ? 'not known now' : 'is not in the cluster';
  if (!node.ready) return 'the others do not hear of it';
  const services = facts.get(
    query('swarmServices', hostOf(answers), installOfAnswers(answers, facts)),
  );
  const tasks = services?.find(({ name }) => name === 'app')?.tasks ?? [];
  const copies = tasks.filter((task) => task.running && task.node === node.id).length;
  return [
    `${copies} ${copies === 1 ? 'copy' : 'copies'}`,
    ...(node.availability === 'active' ? [] : ['emptied, for work on it']),
    ...(node.leader ? ['leads the others'] : []),
  ].join(', ');
}

function choicesIn(answers: Answers, facts: Facts): readonly Choice[] {
  return serversIn(answers, facts).map((each) => ({
    ...{ value: each.name, label: each.name, note: noteOn(each, answers, facts) },
  }));
}

/** For the command, which is about one server. */
export const whichServer: ChoiceQuestion = {
  id: SERVER,
  section: 'Server',
  kind: 'choice',
  title: 'Which of its servers?',
  hint: 'What runs there moves to the others, so that you can work on it.',
  help: [
    'While it is emptied, it may be updated, restarted or repaired. The other',
    'servers do its work meanwhile.',
  ].join('\n'),
  when: (answers, facts) => serversIn(answers, facts).length > 0,
  choices: choicesIn,
};

const BEGIN_ANEW = {
  ...{ value: ANEW, label: 'Begin anew with the first' },
  note: 'and another one, if the rest is gone for good',
};

/** For the menu: one of them, or all together. */
export const whatOfServers: ChoiceQuestion = {
  ...whichServer,
  title: 'The servers that it runs on',
  hint: (answers, facts) => {
    if (!isLost(answers, facts)) return 'Choose one to see what can be done with it.';
    const [, ...others] = serversIn(answers, facts);
    return `More than half of those that decide are lost. Best start them again (${others.map(({ name }) => name).join(', ')}): with enough of them back, all goes on by itself.`;
  },
  help: [
    'Copies of the app run on these servers, and visitors may come in at each.',
    'When one is lost, its copies start on the others by themselves.',
    '',
    'For any change, more than half of the servers that decide must be there.',
    'While they are not, what runs goes on. If they are gone for good, the first',
    'server can begin anew with another one, or go back to serving alone.',
    '',
    'Nothing is done at once: you see all of it first, and can leave.',
  ].join('\n'),
  choices: (answers, facts) =>
    // Nothing else can be changed then.
    isLost(answers, facts)
      ? [BEGIN_ANEW]
      : [
          ...choicesIn(answers, facts),
          { value: ADD, label: 'One more server', note: 'one that you have, or a new one' },
          copiesOf(serversIn(answers, facts)),
        ],
  suggestion: (answers, facts) => (letsNobodyIn(serversIn(answers, facts)) ? COPIES : undefined),
};
