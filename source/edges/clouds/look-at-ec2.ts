import type { Answers } from '../../answers/answers.ts';
import type { Query, Sighting } from '../../facts/facts.ts';
import { lookAtEc2Account } from './ec2-account.ts';
import { lookAtEc2Entrance, lookAtEc2Machine } from './ec2-machine.ts';

type Ec2Query = Query<'ec2Account' | 'ec2Machine' | 'ec2Entrance'>;

export function isAboutEc2(query: Query): query is Ec2Query {
  return ['ec2Account', 'ec2Machine', 'ec2Entrance'].includes(query.fact);
}

/** What EC2 tells to whom these answers, or this computer, let in. */
export async function lookAtEc2(
  query: Ec2Query,
  answers: Answers,
  signal: AbortSignal,
): Promise<Sighting> {
  const { fact, subject } = query;
  switch (fact) {
    case 'ec2Account':
      return { query, value: await lookAtEc2Account(subject, answers, signal) };
    case 'ec2Machine':
      return { query, value: await lookAtEc2Machine(subject, answers, signal) };
    case 'ec2Entrance':
      return { query, value: await lookAtEc2Entrance(subject, answers, signal) };
  }
}
