import { type Answers, textAnswer, yesAnswer } from '../../answers/answers.ts';
import { inFrontOf } from '../../dns/content-network.ts';
import { openProviders, PROVIDER } from '../../dns/providers/chosen.ts';
import { isAboutDns } from '../../dns/providers/remembered.ts';
import { type Facts, query } from '../../facts/facts.ts';
import { type Item, onlyWhile } from '../../interview.ts';
import { followedFamilies } from '../../questions/address.ts';
import { isBalanced } from '../../questions/certificate-use.ts';
import type { ConfirmQuestion, Question } from '../../questions/question.ts';
import { itemUpon } from '../../questions/upon.ts';
import { recordedAt } from '../../status/renewal-script.ts';
import { NAMED, NAMES } from '../../swarm/answers.ts';
import { balancerIn } from '../../swarm/made.ts';

/** With what the record says of the account by which the name was set. */
function upon(answers: Answers, facts: Facts): Answers {
  const record = recordedAt(answers, facts);
  const ofDns = Object.entries(record).filter(([id]) => isAboutDns(id));
  return { hostname: record.hostname ?? '', ...Object.fromEntries(ofDns), ...answers };
}

/** Who could set several addresses at the name; undefined where that is nobody, or they are not to be set. */
function providerIn(answers: Answers, facts: Facts) {
  const record = recordedAt(answers, facts);
  if (followedFamilies(record) || isBalanced(record)) return undefined;
  const name = facts.get(query('name', '', textAnswer(record, 'hostname')));
  // Then it leads to a company that passes visitors on.
  if (name && inFrontOf([...name.a, ...name.aaaa]) !== null) return undefined;
  const chosen = textAnswer(upon(answers, facts), PROVIDER);
  return openProviders.find(({ id, oneAddress }) => id === chosen && !oneAddress);
}

const asked: Omit<ConfirmQuestion, 'title' | 'hint' | 'help' | 'when'> = {
  id: NAMES,
  section: 'Name',
  kind: 'confirm',
  // Nobody's records are set who gave nothing for it.
  suggestion: (answers, facts) =>
    providerIn(answers, facts)?.questions.some(({ id }) => answers[id] !== undefined) ?? false,
};

/** A load balancer is to be visited instead of the servers. */
function isFronted(answers: Answers, facts: Facts): boolean {
  return balancerIn({ ...recordedAt(answers, facts), ...answers }) !== undefined;
}

const lead: Question = {
  ...asked,
  title: (answers, facts) =>
    `Shall ${textAnswer(recordedAt(answers, facts), 'hostname')} lead to ${isFronted(answers, facts) ? 'the load balancer instead' : 'the other servers, too'}?`,
  hint: (answers, facts) =>
    `setup-server sets the records at ${providerIn(answers, facts)?.label}; you give the token once more.`,
  help: [
    'Where there is a load balancer, the name then leads to that alone.',
    '',
    'Else visitors come in at any of the servers, and most browsers take',
    'another one by themselves where one does not answer. What the name leads',
    'to already stays as it is.',
    '',
    'No: visitors come in at the first server, until you add the records',
    'where the name is managed.',
  ].join('\n'),
  when: (answers, facts) => providerIn(answers, facts) !== undefined,
};

const leadNoMore: Question = {
  ...asked,
  title: (answers, facts) =>
    isFronted(answers, facts)
      ? `Shall ${textAnswer(recordedAt(answers, facts), 'hostname')} lead to the first server again?`
      : 'Shall setup-server take the records of the other servers away again?',
  hint: (answers, facts) =>
    `At ${providerIn(answers, facts)?.label}, those that it set: ${named(answers, facts)}.`,
  help: [
    'The name leads to servers that answer no more then. Records that somebody',
    'else has set stay as they are.',
    '',
    'No: take them away by hand, where the name is managed.',
  ].join('\n'),
  when: (answers, facts) =>
    providerIn(answers, facts) !== undefined &&
    (named(answers, facts) !== '' || isFronted(answers, facts)),
};

function named(answers: Answers, facts: Facts): string {
  return textAnswer(recordedAt(answers, facts), NAMED).split(' ').filter(Boolean).join(', ');
}

/** What opens the account, as far as the record does not say. */
const account: readonly Question[] = openProviders.flatMap(({ id, questions }) =>
  questions.map((question) => ({
    ...question,
    when: (answers: Answers, facts: Facts) =>
      textAnswer(answers, PROVIDER) === id &&
      recordedAt(answers, facts)[question.id] === undefined &&
      (question.when?.(answers, facts) ?? true),
  })),
);

function itemsFor(question: Question): readonly Item[] {
  return [
    {
      look: (answers, facts) => {
        const hostname = textAnswer(recordedAt(answers, facts), 'hostname');
        return providerIn(answers, facts) ? [query('name', '', hostname)] : [];
      },
    },
    { ask: question },
    ...account.map((ask) =>
      onlyWhile(itemUpon({ ask }, upon), (answers) => yesAnswer(answers, NAMES)),
    ),
  ];
}

/** Whether the name shall lead to the other servers, and what opens the account that sets it. */
export const namesItems: readonly Item[] = itemsFor(lead);

/** The same for taking them away. */
export const namesEndItems: readonly Item[] = itemsFor(leadNoMore);

export const namesQuestions: readonly Question[] = [lead];
