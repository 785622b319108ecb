import { type Answers, textAnswer } from '../answers/answers.ts';
import { apps } from '../apps/index.ts';
import { type Item, onlyWhile } from '../interview.ts';
import type { Choice } from '../questions/question.ts';
import type { CloudWork } from './cloud-work.ts';
import { furtherAtEc2 } from './ec2/further.ts';
import { ec2Launch } from './ec2/launch.ts';
import { ec2Remove } from './ec2/remove.ts';
import { dropletPrice, ec2Price, type Needs } from './foreseen-price.ts';
import type { Further } from './further.ts';
import { providerFurther } from './provider/further.ts';
import { providerLaunch, providerRemove } from './provider/work.ts';
import { providers } from './providers.ts';
import { s3Launch, s3Remove } from './s3/launch.ts';
import { ec2TakeAlong } from './take-along/work.ts';

export interface Cloud {
  /** The answer to where it shall run. */
  readonly id: string;
  /** `DigitalOcean`. */
  readonly company: string;
  /** About what a server costs there that is large enough, before the provider itself is asked. */
  readonly price: (needs: Needs) => string;
  /** Where one must be known to have one made. */
  readonly account: string;
  readonly launch: CloudWork;
  readonly remove: CloudWork;
  /** The same as files, for other tools. */
  readonly write?: CloudWork;
  /** Machines beside a server that is there. */
  readonly further?: Further;
}

export type Launched = Pick<Cloud, 'id' | 'launch' | 'remove' | 'write'>;

/** Every provider at which a machine can be made, in the order of the list on the screen. */
export const clouds: readonly Cloud[] = [
  {
    id: 'ec2',
    company: 'Amazon (EC2)',
    further: furtherAtEc2,
    price: ec2Price,
    account: 'an AWS account',
    launch: ec2Launch,
    remove: ec2Remove,
    write: ec2TakeAlong,
  },
  {
    id: 'digitalocean',
    company: 'DigitalOcean',
    price: dropletPrice,
    account: 'an account',
    further: providerFurther(providers.digitalocean),
    launch: providerLaunch(providers.digitalocean),
    remove: providerRemove(providers.digitalocean),
  },
  {
    id: 'hetzner',
    company: 'Hetzner',
    // The smallest that it offers has 4 GB of memory.
    price: () => 'from about €5 a month',
    account: 'an account',
    further: providerFurther(providers.hetzner),
    launch: providerLaunch(providers.hetzner),
    remove: providerRemove(providers.hetzner),
  },
];

/** Everything that `launch` makes: machines, and what a machine elsewhere may want of a provider. */
export const launches: readonly Launched[] = [
  ...clouds,
  { id: 's3', launch: s3Launch, remove: s3Remove },
];

/** The provider at which a machine is to be made first; undefined where there is a server already. */
export function cloudOf(answers: Answers): Cloud | undefined {
  return clouds.find(({ id }) => id === textAnswer(answers, 'host.kind'));
}

/** A new machine there, for an app, as one chooses it: `A new server at Hetzner`, `New ones at Hetzner`. */
export function newAt({ id, company, price, account }: Cloud, what: string, app: string): Choice {
  const needs = apps.find((each) => each.id === app)?.needs ?? { memoryMB: 0, diskMB: 0 };
  return {
    ...{ value: id, label: `${what} at ${company}` },
    note: `${price(needs)}; needs ${account}`,
  };
}

/** The question where it shall run, with new machines among its choices. */
export function orNew(item: Item): Item {
  if (!('ask' in item) || item.ask.id !== 'host.kind' || item.ask.kind !== 'choice') return item;
  const { ask } = item;
  const choices: typeof ask.choices = (answers, facts) => [
    ...ask.choices(answers, facts),
    ...clouds.map((cloud) => newAt(cloud, 'A new server', textAnswer(answers, 'app'))),
  ];
  return { ask: { ...ask, choices } };
}

/** What is asked of those who want a new machine; there the interview waits until it is made. */
export const cloudItems: readonly Item[] = [
  ...clouds.flatMap(({ id, launch }) =>
    launch.script.map((item) => onlyWhile(item, (answers) => cloudOf(answers)?.id === id)),
  ),
  { until: (answers) => cloudOf(answers) !== undefined },
];
