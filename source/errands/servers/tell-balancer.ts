import { type Answers, secretAnswer, textAnswer } from '../../answers/answers.ts';
import type { CloudWork } from '../../clouds/cloud-work.ts';
import type { FurtherBalancer } from '../../clouds/further.ts';
import { type Cloud, clouds } from '../../clouds/index.ts';
import type { Facts } from '../../facts/facts.ts';
import type { Item } from '../../interview.ts';
import { isBalanced } from '../../questions/certificate-use.ts';
import type { Question } from '../../questions/question.ts';
import type { Receipt } from '../../receipt.ts';
import { recordedAt } from '../../status/renewal-script.ts';
import { BALANCED, BALANCED_BY, otherHosts, wordsOf } from '../../swarm/answers.ts';
import { balancerIn, madeIn, madeText, partsOf } from '../../swarm/made.ts';
import { firstServer } from './new-servers-questions.ts';

/** The load balancer that was made before, and the servers of the person's own that it may not know. */
function untold(answers: Answers, facts: Facts) {
  const record = recordedAt(answers, facts);
  const balancer = isBalanced(record) ? undefined : balancerIn(record);
  const made = madeIn(record).map(({ address }) => address);
  const told = [...made, ...wordsOf(textAnswer(record, BALANCED))];
  if (!balancer) return undefined;
  const servers = otherHosts(answers).flatMap(({ name }) => (told.includes(name) ? [] : name));
  return servers.length > 0 && answers[BALANCED_BY] === undefined
    ? { balancer, name: partsOf(balancer).name, cloud: partsOf(balancer).cloud, servers }
    : undefined;
}

/** Asked where it opens the account in which that balancer is, and nothing else wants it. */
function accessQuestion(question: Question, cloud: string): Question {
  return {
    ...question,
    optional: true,
    hint: (answers, facts) =>
      `With it, the load balancer ${untold(answers, facts)?.name} is told of your servers. Empty: you tell it.`,
    when: (answers, facts) => untold(answers, facts)?.cloud === cloud,
  } as Question;
}

/** Who pays for the balancer, if it shall be told of servers that are there; then it waits until that is done. */
export const tellBalancerItems: readonly Item[] = [
  ...clouds.flatMap(({ id, further }): readonly Item[] =>
    (further?.balancer?.access(firstServer) ?? []).map((item) => {
      if ('ask' in item) return { ask: accessQuestion(item.ask, id) };
      if ('until' in item) return item;
      return {
        look: (answers, facts) =>
          telling(answers, facts)?.id === id ? item.look(answers, facts) : [],
      };
    }),
  ),
  { until: (answers, facts) => telling(answers, facts) !== undefined },
];

/** The provider whose balancer shall be told, if its account is opened. */
function telling(answers: Answers, facts: Facts): Cloud | undefined {
  const wanted = untold(answers, facts);
  return clouds.find(({ id, further }) => {
    const { token } = further?.balancer ?? {};
    if (id !== wanted?.cloud || token === undefined) return false;
    return (secretAnswer(answers, token)?.reveal() ?? '') !== '';
  });
}

/** What is done at a provider before the app is taken to servers that are there; undefined where nothing is. */
export function tellBalancer(
  answers: Answers,
  facts: Facts,
): Pick<CloudWork, 'undertake'> | undefined {
  const cloud = telling(answers, facts);
  const balancer = cloud?.further?.balancer;
  return cloud && balancer
    ? { undertake: (given, seen) => undertake(cloud, balancer, given, seen) }
    : undefined;
}

function undertake(
  { id }: Cloud,
  balancer: FurtherBalancer,
  answers: Answers,
  facts: Facts,
): ReturnType<CloudWork['undertake']> {
  const name = untold(answers, facts)?.name ?? '';
  const others = otherHosts(answers).map((each) => each.name);
  const first = firstServer(answers, facts);
  const steps = balancer.steps({ name, first, machines: [], others }, facts);
  return {
    subject: {
      ...{ host: `${id}://${name}`, install: name, names: [name] },
      app: { id, label: `the load balancer ${name}` },
    },
    steps,
    looks: steps.flatMap(({ sees }) => sees),
    receipt: (seen) => receiptOf(name, balancer, others, seen),
    wayIn: (seen) => ({
      [BALANCED_BY]: madeText([
        { machine: `${id}://${name}`, address: balancer.address(name, seen) },
      ]),
      [BALANCED]: others.filter((each) => balancer.finds(each, seen)).join(' '),
    }),
  };
}

function receiptOf(
  name: string,
  balancer: FurtherBalancer,
  others: readonly string[],
  seen: Facts,
): Receipt {
  const found = others.filter((each) => balancer.finds(each, seen));
  const away = others.filter((each) => !found.includes(each));
  return {
    headline: `The load balancer ${name} knows ${away.length === 0 ? 'all servers' : 'what it can'}`,
    lines: [
      ...(found.length > 0
        ? [
            {
              label: 'It knows',
              text: `${found.join(', ')}: visitors come there once they answer.`,
            },
          ]
        : []),
      ...(away.length > 0
        ? [
            {
              label: 'It must know',
              text: `${away.join(', ')}: not found in this account by that address. Add what is missing: ${balancer.where}`,
              tone: 'warning' as const,
            },
          ]
        : []),
    ],
  };
}
