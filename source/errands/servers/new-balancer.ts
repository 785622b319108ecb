import { type Answers, textAnswer, yesAnswer } from '../../answers/answers.ts';
import type { Further, FurtherBalancer } from '../../clouds/further.ts';
import { clouds } from '../../clouds/index.ts';
import type { Facts } from '../../facts/facts.ts';
import type { Item } from '../../interview.ts';
import { isBalanced } from '../../questions/certificate-use.ts';
import type { ConfirmQuestion, Question } from '../../questions/question.ts';
import type { Receipt } from '../../receipt.ts';
import { recordedAt } from '../../status/renewal-script.ts';
import type { Step } from '../../steps/step.ts';
import {
  BALANCED,
  BALANCED_BY,
  BALANCER,
  CALLED,
  FROM,
  HOSTS,
  otherHosts,
} from '../../swarm/answers.ts';
import { balancerIn, madeText, partsOf } from '../../swarm/made.ts';
import {
  calledQuestion,
  firstServer,
  fromQuestion,
  howMany,
  made,
  newServersItems,
} from './new-servers-questions.ts';

/** The balancers of the provider at which servers are made; undefined where they are none for this app. */
function balancersAt(answers: Answers, facts: Facts): FurtherBalancer | undefined {
  // Where something in front has the certificate, nobody answers by HTTPS here.
  if (isBalanced(recordedAt(answers, facts))) return undefined;
  return clouds.find(({ id }) => id === textAnswer(answers, FROM))?.further?.balancer;
}

/** The one that stands there already. */
function there(answers: Answers, facts: Facts) {
  const found = balancerIn(recordedAt(answers, facts));
  return found && partsOf(found).cloud === textAnswer(answers, FROM) ? found : undefined;
}

/** Whether one is wanted in front of all servers. */
const balancerQuestion: ConfirmQuestion = {
  id: BALANCER,
  section: 'Server',
  kind: 'confirm',
  title: 'Shall a load balancer stand in front of the servers?',
  hint: (answers, facts) =>
    `Visitors come to it, and it passes them on. It costs ${costIn(answers, facts)}.`,
  help: [
    'Yes: the name leads to the balancer alone. When a server is lost, it sends',
    'nobody there any more within half a minute. HTTPS goes through it unread:',
    'the certificate and its key stay on your servers. The app sees the address',
    "of the balancer in place of each visitor's.",
    '',
    'No: the name leads to each server, and most browsers take another one',
    'where one does not answer. That costs nothing, and is enough for most.',
    '',
    'At DigitalOcean the token needs the scope load_balancer, too.',
  ].join('\n'),
  yes: 'Yes, one address for all',
  no: 'No, the name leads to each',
  when: (answers, facts) =>
    costIn(answers, facts) !== undefined && there(answers, facts) === undefined,
  suggestion: () => false,
};

function costIn(answers: Answers, facts: Facts): string | undefined {
  return balancersAt(answers, facts)?.cost(firstServer(answers, facts), facts);
}

/** Only for going on after it was made, or before it is deleted. */
export const balancedBy: Question = {
  id: BALANCED_BY,
  section: 'Server',
  kind: 'text',
  expert: true,
  title: 'Which load balancer did setup-server make in front of the servers?',
  hint: 'What it made, it also offers to delete.',
  help: 'It answers this itself, once it has made one.',
  example: 'hetzner://study-balancer=203.0.113.20',
  when: (answers) => answers[BALANCED_BY] !== undefined,
};

/** Only for going on after it was told of them. */
const balanced: Question = {
  ...balancedBy,
  id: BALANCED,
  title: 'Which of your own servers was the load balancer told of?',
  hint: 'Of the others, you are told to tell it.',
  help: 'It answers this itself, once it has told it.',
  example: '203.0.113.8',
  when: (answers) => answers[BALANCED] !== undefined,
};

/** All that is asked of where the servers of an app that grows come from. */
export const newServersQuestions: readonly Question[] = [
  ...[made, balancedBy, balanced, fromQuestion, howMany, calledQuestion, balancerQuestion],
];

/** The same as a part of growing's script. */
export const severalItems: readonly Item[] = [
  ...[balancedBy, balanced].map((ask) => ({ ask })),
  ...newServersItems(fromQuestion, [howMany, calledQuestion], [balancerQuestion]),
];

/** The balancer that is made in front of servers, or told of them. */
interface NewBalancer {
  readonly steps: readonly Step[];
  readonly looks: Step['sees'];
  readonly told: (receipt: Receipt, seen: Facts) => Receipt;
  /** As an answer. */
  readonly way: (seen: Facts) => Answers;
  readonly afterFailure: readonly string[];
}

/** Undefined where none is wanted. `goes`: the address of a server that shall be none of them any more. */
export function newBalancer(
  { balancer }: Pick<Further, 'balancer'>,
  names: readonly string[],
  goes: string,
  answers: Answers,
  facts: Facts,
): NewBalancer | undefined {
  const before = there(answers, facts);
  const isWanted = before !== undefined || yesAnswer(answers, BALANCER);
  if (!balancer || !balancersAt(answers, facts) || !isWanted) return undefined;
  const record = recordedAt(answers, facts);
  const name = before ? partsOf(before).name : balancer.called(textAnswer(answers, CALLED));
  const hosts = otherHosts({
    ...answers,
    [HOSTS]: textAnswer(answers, HOSTS) || textAnswer(record, HOSTS),
  });
  const others = hosts.map((each) => each.name).filter((each) => each !== goes);
  const first = firstServer(answers, facts);
  const address = (seen: Facts) => balancer.address(name, seen);
  const cloud = textAnswer(answers, FROM);
  const steps = balancer.steps({ name, first, machines: names, others }, facts);
  return {
    steps,
    looks: steps.flatMap(({ sees }) => sees),
    told: (receipt, seen) => ({
      ...receipt,
      lines: [
        ...receipt.lines,
        {
          label: 'Load balancer',
          text: `${name} has the address ${address(seen)}, and costs ${balancer.cost(first, facts) ?? 'money'} until it is deleted`,
        },
      ],
    }),
    way: (seen) => ({
      [BALANCED_BY]: madeText([{ machine: `${cloud}://${name}`, address: address(seen) }]),
      ...(others.length > 0 && {
        [BALANCED]: others.filter((each) => balancer.finds(each, seen)).join(' '),
      }),
    }),
    afterFailure: [`So does the load balancer ${name}, if it was made: ${balancer.where}`],
  };
}
