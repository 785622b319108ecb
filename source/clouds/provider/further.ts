import type { Answers } from '../../answers/answers.ts';
import { ExpectedError } from '../../expected-error.ts';
import { type Facts, query } from '../../facts/facts.ts';
import type { Item } from '../../interview.ts';
import type { ChoiceQuestion } from '../../questions/question.ts';
import { itemUpon } from '../../questions/upon.ts';
import type { FirstOf, FirstServer, Further, FurtherBalancer } from '../further.ts';
import {
  balancerBeside,
  providerBalancerEnd,
  providerBalancerQuery,
  providerBalancerSteps,
} from './balancer.ts';
import { outOf, providerApart, providerBetween } from './between.ts';
import {
  accountQuery,
  hostQuery,
  money,
  networkOf,
  type Provider,
  type ProviderHost,
} from './provider.ts';
import { providerQuestions } from './questions.ts';
import { openAccount, providerRemoveBeside } from './work.ts';

/** Machines at a provider beside one that is there, in the same place and network. */
export function providerFurther(provider: Provider): Further {
  const { id } = provider;
  const { token, region, name, size, image, sshFrom } = providerQuestions(provider);
  const access: readonly Item[] = [{ ask: token }, { look: () => [accountQuery(id)] }];
  const seenOf = ({ addresses }: FirstServer) => hostQuery(id, addresses);

  /** What the first one is, once the account is open. */
  const looked = (firstOf: FirstOf): Item => ({
    look: (answers, facts) => [
      query('ownAddress', ''),
      ...(facts.get(accountQuery(id))?.open ? [seenOf(firstOf(answers, facts))] : []),
    ],
  });

  return {
    ...{
      name: name.id,
      region: null,
      access,
      once: [],
      inTurn: [`${id}.key`, outOf(provider)],
    },
    items: (firstOf) => {
      const firstIn = (answers: Answers, facts: Facts) =>
        facts.get(seenOf(firstOf(answers, facts))) ?? null;
      const beside = (answers: Answers, facts: Facts): Answers => {
        const there = firstIn(answers, facts);
        return there ? { ...answers, [region.id]: there.region } : answers;
      };
      const asked = [likeFirst(provider, size, firstOf, firstIn), image, sshFrom].map((ask) => ({
        ask: {
          ...ask,
          when: (answers: Answers, facts: Facts) =>
            firstIn(answers, facts) !== null && (ask.when?.(answers, facts) ?? true),
        },
      }));
      return [...access, looked(firstOf), ...asked.map((item) => itemUpon(item, beside))];
    },
    beside: (first, _, facts) => {
      openAccount(provider, facts);
      const { region: place, network } = firstAt(provider, first, facts);
      return { [region.id]: place, [networkOf(id)]: network };
    },
    between: (first, called, names, _, facts) =>
      providerBetween(provider, called, names, {
        ...firstAt(provider, first, facts),
        label: first.name,
      }),
    balancer: {
      ...providerFront(provider),
      token: token.id,
      access: (firstOf) => [...access, looked(firstOf)],
    },
    remove: providerRemoveBeside(provider),
    apart: (called, _, needs) => providerApart(provider, called, needs),
  };
}

/** A load balancer of theirs in front of all of them. */
function providerFront(provider: Provider): Omit<FurtherBalancer, 'token' | 'access'> {
  const { id } = provider;
  const cost = (first: FirstServer, facts: Facts) => {
    const account = facts.get(accountQuery(id));
    const { region = '' } = facts.get(hostQuery(id, first.addresses)) ?? {};
    const price = account?.open ? account.balancers[region] : undefined;
    return account?.open && price !== undefined
      ? `about ${money(price, account.currency)} a month`
      : undefined;
  };
  return {
    ...{ called: balancerBeside, cost, where: provider.balancers },
    look: (name) => providerBalancerQuery(id, name),
    address: (name, facts) => facts.get(providerBalancerQuery(id, name))?.ip ?? '',
    steps: ({ name, first, machines, others }, facts) => {
      openAccount(provider, facts);
      return providerBalancerSteps(provider, {
        ...{ name, machines, first: firstAt(provider, first, facts) },
        cost: cost(first, facts) ?? 'money',
        others: others.map((address) => hostQuery(id, [address])),
      });
    },
    end: (name) => providerBalancerEnd(provider, name),
    finds: (address, facts) => Boolean(facts.get(hostQuery(id, [address]))),
  };
}

/** Once it is seen what the first one is, another one as large is suggested. */
function likeFirst(
  { id }: Provider,
  size: ChoiceQuestion,
  firstOf: FirstOf,
  firstIn: (answers: Answers, facts: Facts) => ProviderHost | null,
): ChoiceQuestion {
  return {
    ...size,
    suggestion: (answers, facts) => {
      const account = facts.get(accountQuery(id));
      const all = account?.open ? account.sizes : [];
      const same = all.find((each) => each.size === firstIn(answers, facts)?.size);
      const { memoryMB } = firstOf(answers, facts);
      const fitting = size.choices(answers, facts).find(({ value }) => {
        const its = all.find((each) => each.size === value);
        const { processor = 'x86_64' } = same ?? {};
        return its && its.processor === processor && its.memoryMB >= memoryMB;
      });
      const isOffered = size.choices(answers, facts).some(({ value }) => value === same?.size);
      return isOffered ? same?.size : fitting?.value;
    },
  };
}

function firstAt({ id, label }: Provider, first: FirstServer, facts: Facts): ProviderHost {
  const found = facts.get(hostQuery(id, first.addresses));
  if (found) return found;
  throw new ExpectedError({
    code: `${id}.not-beside`,
    what: `${first.name} is not in this account at ${label}.`,
    why: 'New servers are made beside the first one, so that they are near to it, and a firewall lets nobody but them reach each other.',
    next: [
      'Give a token of the account or project that it is in.',
      'Or take servers that you have, at the provider that it is at.',
    ],
  });
}
