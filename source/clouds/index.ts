import { type Answers, textAnswer } from '../answers/answers.ts';
import { type Item, onlyWhile } from '../interview.ts';
import type { CloudWork } from './cloud-work.ts';
import { furtherAtEc2 } from './ec2-further.ts';
import { ec2Launch } from './ec2-launch.ts';
import { ec2Remove } from './ec2-remove.ts';
import type { Further } from './further.ts';
import { providerFurther } from './provider-further.ts';
import { providerLaunch, providerRemove } from './provider-work.ts';
import { providers } from './providers.ts';
import { s3Launch, s3Remove } from './s3-launch.ts';
import { ec2TakeAlong } from './take-along/work.ts';

export interface Cloud {
  /** The answer to where it shall run. */
  readonly id: string;
  /** `DigitalOcean`. */
  readonly company: string;
  readonly note: string;
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
    note: 'about $20 a month; you need an account at AWS',
    launch: ec2Launch,
    remove: ec2Remove,
    write: ec2TakeAlong,
  },
  {
    id: 'digitalocean',
    company: 'DigitalOcean',
    note: 'from $6 a month; you need an account there',
    further: providerFurther(providers.digitalocean),
    launch: providerLaunch(providers.digitalocean),
    remove: providerRemove(providers.digitalocean),
  },
  {
    id: 'hetzner',
    company: 'Hetzner',
    note: 'from about €5 a month; you need an account there',
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

/** The question where it shall run, with new machines among its choices. */
export function orNew(item: Item): Item {
  if (!('ask' in item) || item.ask.id !== 'host.kind' || item.ask.kind !== 'choice') return item;
  const { ask } = item;
  const choices: typeof ask.choices = (answers, facts) => [
    ...ask.choices(answers, facts),
    ...clouds.map(({ id, company, note }) => ({
      ...{ value: id, label: `A new server at ${company}`, note },
    })),
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
