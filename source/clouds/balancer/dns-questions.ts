import { type Answers, textAnswer } from '../../answers/answers.ts';
import { companyOf } from '../../dns/company.ts';
import { readableHostname } from '../../dns/hostname.ts';
import { type AccountGoal, openProviders } from '../../dns/providers/chosen.ts';
import { type Facts, query } from '../../facts/facts.ts';
import type { Item } from '../../interview.ts';
import type { Question } from '../../questions/question.ts';
import { HOSTNAME, wantsBalancer } from '../ec2/answers.ts';

const WHO = 'ec2.dns';
/** Nothing opens an account elsewhere: Route 53 in this one, or a person. */
const HERE = 'here';

const able = openProviders.filter(({ aliases }) => aliases);

/** The same question as about a website's own records, but the launch's. */
const ours = (id: string) => `ec2.${id}`;

const who: Question = {
  id: WHO,
  section: 'Server',
  kind: 'choice',
  title: 'Who sets its two records in the DNS?',
  hint: (answers, facts) => {
    const name = textAnswer(answers, HOSTNAME);
    const { servers = [], zone = '' } = facts.get(query('name', '', name)) ?? {};
    const company = companyOf(servers);
    return company
      ? `${company.label} runs the DNS of ${readableHostname(zone)}.`
      : 'The DNS tells browsers where a name leads.';
  },
  help: [
    'One record proves to Amazon that the name is yours, and stays. The other',
    'leads the name to the load balancer; addresses that the name has until',
    'then are taken away.',
    '',
    'Where the domain is in Route 53 of this account, setup-server finds it',
    'and needs nothing more. Elsewhere it shows you the records and watches,',
    'or sets them with a token of yours, which it does not keep.',
  ].join('\n'),
  when: wantsBalancer,
  choices: () => [
    { value: HERE, label: 'Route 53 of this account, or I do', note: 'no token is needed' },
    ...able.map(({ id, label }) => ({
      value: id,
      label: id === 'route53' ? 'Route 53 of another account' : label,
      note: 'with a token of yours',
    })),
  ],
  suggestion: () => HERE,
};

/** Who sets the records, and what opens the account there. */
export const balancerDnsQuestions: readonly Question[] = [
  who,
  ...able.flatMap(({ id: provider, questions }) =>
    questions.map((question) => ({
      ...question,
      ...({ id: ours(question.id), section: 'Server' } as const),
      when: (answers: Answers, facts: Facts) =>
        wantsBalancer(answers) &&
        textAnswer(answers, WHO) === provider &&
        (question.when?.(answers, facts) ?? true),
    })),
  ),
];

/** They need to know who runs the DNS of the name. */
export const balancerDnsItems: readonly Item[] = [
  {
    look: (answers) =>
      wantsBalancer(answers) ? [query('name', '', textAnswer(answers, HOSTNAME))] : [],
  },
  ...balancerDnsQuestions.map((ask) => ({ ask })),
];

/** The account that sets the records; undefined where none was named. */
export function balancerAccount(answers: Answers): AccountGoal | undefined {
  const provider = able.find(({ id }) => id === textAnswer(answers, WHO));
  if (!provider) return undefined;
  const given = provider.questions.flatMap(({ id }) => {
    const answer = answers[ours(id)];
    return answer === undefined ? [] : [[id, answer] as const];
  });
  const hostname = textAnswer(answers, HOSTNAME);
  return { provider: provider.id, answers: { hostname, ...Object.fromEntries(given) } };
}
