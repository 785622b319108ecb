import { type Answers, textAnswer } from '../../answers/answers.ts';
import { type Facts, query } from '../../facts/facts.ts';
import { serverProblem } from '../../hosts/ssh-server-problem.ts';
import { type Item, onlyWhile } from '../../interview.ts';
import type { ChoiceQuestion, Question } from '../../questions/question.ts';
import { itemUpon } from '../../questions/upon.ts';
import { hostOf, installOfAnswers } from '../../status/renewal-script.ts';
import { HOSTS, otherHosts, REPLICAS, unsettled, wordsOf } from '../../swarm/answers.ts';
import { wayToApp } from '../running.ts';
import { fingerprints, growScript } from './grow-questions.ts';
import {
  ADD,
  ADDRESS,
  ANEW,
  COPIES,
  HOW,
  isOneMore,
  isServer,
  oneMoreItems,
  SERVER,
} from './one-more-server.ts';
import { before, serversIn, whatOfServers, whichServer } from './which-server.ts';

const EMPTY = { value: 'empty', label: 'Empty it', note: 'to work on it' };
const AGAIN = { value: 'again', label: 'Take it in again', note: 'it gets copies again' };
const FURTHER = [
  { value: 'replace', label: 'Put another in its place', note: 'if lost, or too small' },
  { value: 'remove', label: 'Take it out for good', note: 'the others go on' },
];

const how: ChoiceQuestion = {
  id: HOW,
  section: 'Server',
  kind: 'choice',
  title: (answers) => `What shall be done with ${textAnswer(answers, SERVER)}?`,
  hint: 'Nothing is done before you have seen what it takes.',
  help: [
    'Empty it: its copies move to the other servers, and nothing is started',
    'there until you take it in again. Then it may be updated or restarted.',
    '',
    'Another in its place, or taken out: it leaves the cluster for good.',
  ].join('\n'),
  when: isServer,
  choices: (answers, facts) => {
    const [first, ...others] = serversIn(answers, facts);
    const chosen = textAnswer(answers, SERVER);
    const { node } = [first, ...others].find((each) => each?.name === chosen) ?? {};
    const own = node?.availability === 'drain' ? AGAIN : EMPTY;
    // The record and the certificate are on the first one.
    if (first?.name === chosen) return [own];
    const further = FURTHER.filter(({ value }) => value !== 'remove' || others.length > 1);
    // Nobody works on a lost one.
    return node?.ready ? [own, ...further] : [...further, own];
  },
};

/** For the command, which empties it unless that is to be undone. */
export const drainHow: ChoiceQuestion = {
  ...how,
  when: (answers) => answers[HOW] !== undefined,
  choices: () => [EMPTY, AGAIN],
};

const address: Question = {
  id: ADDRESS,
  section: 'Server',
  kind: 'text',
  title: 'What is the address of the other server?',
  hint: (answers) =>
    textAnswer(answers, SERVER) === ANEW
      ? 'An empty server that you can log in to. It and the first one go on together, without the others.'
      : 'An empty server that you can log in to, as to the first one.',
  help: [
    'Docker is installed on it, and it joins the cluster. It should be of the',
    'same provider, in the same place, and reach the others at 2377/tcp,',
    "7946/tcp, 7946/udp and 4789/udp: the provider's own firewall must let",
    'these, and what is encrypted (ESP), through between your servers, and only',
    'there.',
  ].join('\n'),
  example: 'root@203.0.113.10',
  normalise: (typed) => typed.trim(),
  when: (answers) => isOneMore(answers) || textAnswer(answers, SERVER) === ANEW,
  problem: (value, answers, facts) => {
    const wrong = serverProblem(value);
    if (wrong !== undefined || wordsOf(value).length !== 1)
      return wrong ?? 'One server at a time. For example: root@203.0.113.10';
    const [given] = otherHosts({ ...answers, [HOSTS]: value });
    const there = serversIn(answers, facts).find(({ host }) => host === given?.host);
    return there && `${there.name} is one of them already.`;
  },
};

/** Whether other servers, or another number of copies, are wanted: that is growing once more. */
export function growsAnew(answers: Answers): boolean {
  return !isServer(answers) || ['replace', 'remove'].includes(textAnswer(answers, HOW));
}

/** With what growing once more is asked for: what it was, and what is wished. */
export function grownAnew(answers: Answers, facts: Facts): Answers {
  const settled = before(answers, facts);
  const words = wordsOf(textAnswer(settled, HOSTS));
  const [, ...others] = serversIn(answers, facts);
  const chosen = others.findIndex(({ name }) => name === textAnswer(answers, SERVER));
  // Typed for what was chosen before, it may still stand there.
  const given = address.when?.(answers, facts) ? textAnswer(answers, ADDRESS) : '';
  const goes = isServer(answers) && ['replace', 'remove'].includes(textAnswer(answers, HOW));
  const all = textAnswer(answers, SERVER) === ANEW;
  const kept = words.filter((_, index) => !all && (!goes || index !== chosen));
  const hosts = [...kept, ...(given === '' ? [] : [given])].join(' ');
  return unsettled({ ...settled, ...answers, [HOSTS]: hosts }, textAnswer(settled, HOSTS));
}

/** Asked anew where it depends on what is wished: how many copies, and what only the new server brings up. */
const grown: readonly Item[] = growScript
  .slice(growScript.findIndex((item) => 'ask' in item && item.ask.id === HOSTS) + 1)
  .map((item) => onlyWhile(itemUpon(unlessSettled(item), grownAnew), growsAnew));

function unlessSettled(item: Item): Item {
  if (!('ask' in item)) return item;
  const { ask } = item;
  if (ask.id === REPLICAS) return { ask: howMany(ask) };
  const isOpen = (answers: Answers, facts: Facts) => before(answers, facts)[ask.id] === undefined;
  return {
    ask: {
      ...ask,
      when: (answers, facts) => isOpen(answers, facts) && (ask.when?.(answers, facts) ?? true),
    },
  };
}

function howMany(ask: Question): Question {
  if (ask.kind !== 'text') return ask;
  return {
    ...ask,
    when: (answers, facts) =>
      [ADD, COPIES].includes(textAnswer(answers, SERVER)) && (ask.when?.(answers, facts) ?? true),
  };
}

const seen: Item = {
  look: (answers, facts) => {
    const install = installOfAnswers(answers, facts);
    const host = hostOf(answers);
    return install === ''
      ? []
      : [query('swarm', host), query('swarmNodes', host), query('swarmServices', host, install)];
  },
};

export const drainScript: readonly Item[] = [
  ...wayToApp('What runs on one of its servers moves to the others.'),
  { ask: fingerprints },
  seen,
  { ask: whichServer },
  { ask: drainHow },
];

export const serversScript: readonly Item[] = [
  ...wayToApp('Its servers can be added, emptied and replaced.'),
  seen,
  { ask: whatOfServers },
  { ask: how },
  { ask: fingerprints },
  ...oneMoreItems,
  { ask: address },
  ...grown,
];
