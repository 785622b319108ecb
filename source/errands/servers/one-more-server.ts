import { type Answers, textAnswer } from '../../answers/answers.ts';
import { type Item, onlyWhile } from '../../interview.ts';
import type { Choice, ChoiceQuestion } from '../../questions/question.ts';
import { type KnownServer, letsNobodyIn } from '../../swarm/servers.ts';
import {
  calledQuestion,
  fromQuestion,
  madeAtClouds,
  newServersItems,
  OWN,
} from './new-servers-questions.ts';

/** Which of an app's servers is meant, by its name; or what stands for all of them. */
export const SERVER = 'servers.which';
export const ADD = 'add';
export const COPIES = 'copies';
/** The first one, and another one beside it: all others are lost. */
export const ANEW = 'anew';
export const HOW = 'servers.how';
/** A further server. */
export const ADDRESS = 'servers.address';

/** Whether it is one server that is meant. */
export function isServer(answers: Answers): boolean {
  return ![ADD, COPIES, ANEW, ''].includes(textAnswer(answers, SERVER));
}

/** Whether another one comes: besides, or in the place of one. */
export function isOneMore(answers: Answers): boolean {
  return textAnswer(answers, SERVER) === ADD || isReplaced(answers);
}

function isReplaced(answers: Answers): boolean {
  return isServer(answers) && textAnswer(answers, HOW) === 'replace';
}

/** The server that goes, as it is visited; '' where none does. */
export function replaced(answers: Answers): string {
  return isReplaced(answers) ? textAnswer(answers, SERVER).replace(/:\d+$/, '') : '';
}

const from: ChoiceQuestion = {
  ...fromQuestion,
  title: 'Where shall the other server come from?',
  hint: 'It should be where the first one is: near to it, and behind the same firewall.',
  help: [
    'A server that you have: an empty one that you can log in to, at the',
    'provider of the first one.',
    '',
    'A new one: it is made for you beside the first one, and costs what you',
    'choose. All of that is shown before anything is made. When it is not',
    'needed any more, it can be deleted again.',
  ].join('\n'),
  when: isOneMore,
  choices: (answers, facts) => [
    { value: OWN, label: 'I have it', note: 'and can log in to it with SSH' },
    ...madeAtClouds('A new one', answers, facts),
  ],
};

/** Where one more comes from, and all that must be known for one that is made; there it waits until it is. */
export const oneMoreItems: readonly Item[] = newServersItems(from, [calledQuestion]).map((item) =>
  onlyWhile(item, isOneMore),
);

/** The same servers with more or fewer copies; or with the same, where growing was cut off. */
export function copiesOf(servers: readonly KnownServer[]): Choice {
  return letsNobodyIn(servers)
    ? { value: COPIES, label: 'Go on', note: 'growing was cut off before its end' }
    : { value: COPIES, label: 'More or fewer copies', note: 'on the same servers' };
}
