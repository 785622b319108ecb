import { type Facts, query } from '../../facts/facts.ts';
import { HOLDS, lacks, type Step } from '../../steps/step.ts';

/** What a user at Amazon may not do, of what a plan needs. */
export interface AllowedFact {
  /** `asked`: Amazon judged all of it; `tried`: only some harmless requests, where it may not be asked. */
  readonly how: 'asked' | 'tried';
  /** `ec2:RunInstances`, each once. */
  readonly missing: readonly string[];
}

export interface PolicyStatement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
}

/** The code of what Amazon does not let this user do, or look at. */
export const NOT_ALLOWED = 'ec2.not-allowed';
/** The step for which all others wait, where there is one. */
export const ALLOWED_STEP = 'ec2.allowed';

/** `policy`: all that is needed, as it would be pasted. */
export function ec2Allowed(region: string, policy: string) {
  return query('ec2Allowed', '', `${region} ${JSON.stringify(statementsIn(policy))}`);
}

/** What such a query asks for. */
export function allowedIn(subject: string) {
  const space = subject.indexOf(' ');
  const statements = JSON.parse(subject.slice(space + 1)) as readonly PolicyStatement[];
  return { region: subject.slice(0, space), statements };
}

/** The steps, once it is known that all of them are allowed: else something would be made in vain. */
export function onceAllowed(region: string, policy: string, steps: readonly Step[]): Step[] {
  const first = allowedStep(region, policy);
  return [
    first,
    ...steps.map((step) => (step.needs.length > 0 ? step : { ...step, needs: [first.id] })),
  ];
}

function allowedStep(region: string, policy: string): Step {
  const seen = ec2Allowed(region, policy);
  const missing = (facts: Facts) => facts.get(seen)?.missing ?? [];
  return {
    id: ALLOWED_STEP,
    title: 'See that your user at Amazon may do all of this',
    needs: [],
    sees: [seen],
    check: (facts) =>
      missing(facts).length === 0
        ? HOLDS
        : lacks(`Your user may not do this at Amazon: ${missing(facts).join(', ')}.`),
    actions: (facts) => [
      {
        do: 'instruct',
        text: 'In the AWS console: IAM, Users, your user, Add permissions, Create inline policy, JSON. Paste this.',
        fields: [{ label: 'Policy', value: policyFor(policy, missing(facts)) }],
        ...{ everySeconds: 10, patienceSeconds: 600 },
      },
    ],
    remedies: [
      'Whoever looks after the account at Amazon can allow it. What must be allowed in all stands in the help (?) for the access key.',
    ],
    overridable: 'Go on. What Amazon then refuses ends the run, and what was made by then stays.',
  };
}

/** Just what is missing, with spaces where a line may be broken: it is copied from a terminal. */
function policyFor(policy: string, missing: readonly string[]): string {
  const Statement = statementsIn(policy).flatMap(({ Effect, Resource, Action }) => {
    const lacking = Action.filter((each) => missing.includes(each));
    return lacking.length === 0 ? [] : [{ Effect, Action: lacking, Resource }];
  });
  return JSON.stringify({ Version: '2012-10-17', Statement }, null, 1).replaceAll(/\n */g, ' ');
}

function statementsIn(policy: string): readonly PolicyStatement[] {
  return (JSON.parse(policy) as { readonly Statement: readonly PolicyStatement[] }).Statement;
}
