import type { Action } from '../action.ts';
import { type Answers, textAnswer, yesAnswer } from '../answers/answers.ts';
import { isV4 } from '../dns/address.ts';
import { isStarred, readableHostname } from '../dns/hostname.ts';
import { type AccountGoal, accountGoal, providerOf } from '../dns/providers/chosen.ts';
import { ttlFor } from '../dns/providers/provider.ts';
import { type Facts, query } from '../facts/facts.ts';
import type { Goal } from '../goal.ts';
import { HOLDS, lacks, type Step } from '../steps/step.ts';
import { NAMED, NAMES, wordsOf } from './answers.ts';
import type { Cluster, ClusterNode } from './cluster.ts';
import { balancerIn } from './made.ts';

/** Which addresses a name is to lead to besides those that it leads to, and to which no more. */
export interface NameChange {
  readonly account: AccountGoal;
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/** By which addresses visitors come to these servers, where that is known. */
export function visitedAddresses(nodes: readonly ClusterNode[]): readonly string[] {
  return nodes.map(({ visited }) => visited).filter(isV4);
}

/** What growing changes of the names, where that is wished, and how it is remembered; undefined where they stay. */
export function namesOfSeveral(
  { names }: Pick<Goal, 'names'>,
  wished: Answers,
  recorded: Answers,
  { nodes: [first, ...others] }: Pick<Cluster, 'nodes'>,
  facts: Facts,
): (NameChange & { readonly settled: Answers }) | undefined {
  const account = yesAnswer(wished, NAMES) ? accountGoal(wished) : undefined;
  if (!account) return undefined;
  const before = wordsOf(textAnswer(recorded, NAMED));
  const front = balancerIn(wished)?.address;
  if (front !== undefined) {
    const all = [...before, ...visitedAddresses([first, ...others])];
    const remove = [...new Set(all)].filter((each) => each !== front);
    return { account, add: [front], remove, settled: { [NAMED]: front } };
  }
  const add = visitedAddresses(others);
  // What somebody else had set before is not ours to take away.
  const theirs = (address: string) =>
    names.every((name) => facts.get(query('name', '', name))?.a.includes(address));
  const ours = add.filter((each) => before.includes(each) || !theirs(each));
  const remove = before.filter((each) => !add.includes(each));
  return { account, add, remove, settled: { [NAMED]: ours.join(' ') } };
}

/** A person has the names lead to the first server again, and no more to what goes. */
export function namesLeadBack(
  { names }: Pick<Goal, 'names'>,
  { to, away }: { readonly to: readonly string[]; readonly away: string },
): Step {
  const plain = names.filter((name) => !isStarred(name));
  const lookups = plain.map((name) => query('name', '', name));
  const wrong = (facts: Facts) => lookups.filter((name) => facts.get(name)?.a.includes(away));
  const readable = plain.map(readableHostname).join(' and ');
  return {
    id: 'swarm.names',
    title: `See that ${readable} leads to ${away} no more, the load balancer`,
    needs: [],
    sees: lookups,
    check: (facts) => {
      const left = wrong(facts).map(({ subject }) => readableHostname(subject));
      return left.length === 0 ? HOLDS : lacks(`${left.join(' and ')} still leads there.`);
    },
    actions: (facts) => [
      {
        do: 'instruct',
        text: 'Log in at the company that runs the DNS of your domain, and change this record.',
        fields: [
          { label: 'Type', value: 'A' },
          {
            label: 'Name',
            value: wrong(facts)
              .map(({ subject }) => readableHostname(subject))
              .join(' and '),
          },
          { label: 'Value', value: to.join(' and ') },
          { label: 'instead of', value: away },
        ],
        ...{ everySeconds: 5, patienceSeconds: 3600 },
      },
    ],
    remedies: ['Run the same once more; it goes on from here.'],
    overridable: 'Go on without waiting. Who is led to the load balancer then finds nobody.',
  };
}

/** The names lead to the other servers, too, or to those no more; whatever else they lead to stays. */
export function namesLead(
  { names }: Pick<Goal, 'names'>,
  { account, add, remove }: NameChange,
  needs: readonly string[],
): Step {
  const plain = names.filter((name) => !isStarred(name));
  const lookups = plain.map((name) => query('name', '', name));
  const { label } = providerOf(account.provider);
  const isWrong = (facts: Facts) => (name: (typeof lookups)[number]) => {
    const { a = [], problem = null, agreed = false } = facts.get(name) ?? {};
    const right = add.every((each) => a.includes(each)) && !remove.some((each) => a.includes(each));
    return !right || !agreed || problem !== null;
  };
  const readable = plain.map(readableHostname).join(' and ');
  const changes = [
    ...(add.length > 0 ? [`to ${add.join(' and ')}, too`] : []),
    ...(remove.length > 0 ? [`to ${remove.join(' and ')} no more`] : []),
  ];
  return {
    id: 'swarm.names',
    title: `Let ${readable} lead ${changes.join(', and ')}, at ${label}`,
    needs,
    sees: lookups,
    check: (facts) => {
      const wrong = lookups.filter(isWrong(facts)).map(({ subject }) => readableHostname(subject));
      return wrong.length === 0 ? HOLDS : lacks(`${wrong.join(' and ')} does not yet.`);
    },
    actions: (facts) => [
      ...lookups.filter(isWrong(facts)).map(
        ({ subject: name }): Action => ({
          ...{ ...account, name, ttl: ttlFor('several') },
          ...{ do: 'records', addresses: { v4: add, v6: [] }, besides: { without: remove } },
        }),
      ),
      {
        do: 'await',
        saying: `all name servers of ${readable} to have it`,
        ...{ everySeconds: 3, patienceSeconds: 1800 },
      },
    ],
    remedies: [
      `Look whether the records stand at ${label}.`,
      'Run the same once more; it goes on from here.',
    ],
    overridable: 'Go on without waiting. Visitors come as the records say by then.',
  };
}
