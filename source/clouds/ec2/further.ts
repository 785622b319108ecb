import { type Answers, textAnswer } from '../../answers/answers.ts';
import { ExpectedError } from '../../expected-error.ts';
import type { Facts } from '../../facts/facts.ts';
import type { Item } from '../../interview.ts';
import { balancerQuery } from '../balancer/balancer.ts';
import { furtherTargets } from '../balancer/steps.ts';
import type { FirstOf, FirstServer, Further } from '../further.ts';
import { type HostFact, smallestFor } from '../machine.ts';
import { ALLOWED_STEP } from './allowed.ts';
import { BEHIND, EC2_KEY_ID, EC2_PROFILE, EC2_SECRET, NAME, PLACE, REGION } from './answers.ts';
import { ec2Apart, ec2Between } from './between.ts';
import { ec2Host } from './queries.ts';
import { DISK, ec2Script, PROTECT, SSH_FROM, TYPE } from './questions.ts';
import { COMMON, EC2_SIZES } from './sizes.ts';

const ACCESS: readonly string[] = [EC2_PROFILE, EC2_KEY_ID, EC2_SECRET, REGION];
/** Nothing is made beside a further machine: no bucket, no database, no balancer; and its place is that of the first. */
const NEEDED: readonly string[] = [...ACCESS, TYPE, DISK, SSH_FROM, PROTECT];

/** With what is looked at in between. */
function only(ids: readonly string[]): readonly Item[] {
  return ec2Script.filter((item) => !('ask' in item) || ids.includes(item.ask.id));
}

/** Machines at EC2 beside one that is there, in the same subnet. */
export const furtherAtEc2: Further = {
  ...{ name: NAME, region: REGION, access: only(ACCESS) },
  ...{ once: [ALLOWED_STEP], inTurn: ['ec2.key'] },
  items: (firstOf) => only(NEEDED).flatMap((item) => likeFirst(item, firstOf)),
  beside: (first, answers, facts) => {
    const at = firstAt(first, answers, facts);
    const behind = facts.get(inFrontOf(at, answers))?.group?.id;
    return { [PLACE]: at.subnet, ...(behind !== undefined && { [BEHIND]: behind }) };
  },
  between: (first, called, names, answers, facts) => {
    const region = textAnswer(answers, REGION);
    const at = firstAt(first, answers, facts);
    const own = ec2Between(region, called, names, {
      ...{ ...at, label: first.name, seen: queryOf(first, answers) },
    });
    return at.name !== null && facts.get(inFrontOf(at, answers))?.group
      ? [...own, ...furtherTargets(region, at.name, names)]
      : own;
  },
  apart: (called, region, needs) => ec2Apart(region, called, needs),
};

/** Once it is seen what the first one is, another one as large is suggested. */
function likeFirst(item: Item, firstOf: FirstOf): readonly Item[] {
  if (!('ask' in item) || item.ask.id !== TYPE || item.ask.kind !== 'choice') return [item];
  const { ask } = item;
  const seen = (answers: Answers, facts: Facts) => queryOf(firstOf(answers, facts), answers);
  return [
    { look: (answers, facts) => (REGION in answers ? [seen(answers, facts)] : []) },
    {
      look: (answers, facts) => {
        const at = REGION in answers ? facts.get(seen(answers, facts)) : undefined;
        return at?.name ? [inFrontOf(at, answers)] : [];
      },
    },
    {
      ask: {
        ...ask,
        suggestion: (answers, facts) => {
          const { type } = facts.get(seen(answers, facts)) ?? {};
          const same = EC2_SIZES.find((each) => each.type === type);
          return (same ?? smallestFor(COMMON, firstOf(answers, facts).memoryMB))?.type;
        },
      },
    },
  ];
}

function queryOf({ addresses }: FirstServer, answers: Answers) {
  return ec2Host(textAnswer(answers, REGION), addresses);
}

/** The load balancer that setup-server made in front of it. */
function inFrontOf({ name }: HostFact, answers: Answers) {
  return balancerQuery(textAnswer(answers, REGION), name ?? '');
}

function firstAt(first: FirstServer, answers: Answers, facts: Facts): HostFact {
  const found = facts.get(queryOf(first, answers));
  if (found) return found;
  throw new ExpectedError({
    code: 'ec2.not-beside',
    what: `${first.name} is not in your account at Amazon in ${textAnswer(answers, REGION)}.`,
    why: 'Servers at Amazon reach each other as servers of one app must only within one network there (VPC), so new ones are put beside the first.',
    next: [
      'Choose the region, and the account, that it is in.',
      'Or take servers that you have, at the provider that it is at.',
    ],
  });
}
