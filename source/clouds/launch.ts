import { type Answers, textAnswer, yesAnswer } from '../answers/answers.ts';
import { apps } from '../apps/index.ts';
import { ExpectedError } from '../expected-error.ts';
import type { Facts } from '../facts/facts.ts';
import type { Receipt, ReceiptLine } from '../receipt.ts';
import type { Subject } from '../session/session.ts';
import {
  BALANCER_DOLLARS,
  type BalancerCertificate,
  type BalancerGoal,
  balancerQuery,
  NO_BALANCER,
} from './balancer/balancer.ts';
import type { Brought } from './cloud-work.ts';
import { BEHIND, bucketIn, NAME, REGION } from './ec2/answers.ts';
import { BUCKET_DOLLARS } from './ec2/bucket.ts';
import type { DatabaseGoal } from './ec2/database.ts';
import { databaseGoal } from './ec2/database-questions.ts';
import { databaseLogin, LABELS } from './ec2/database-steps.ts';
import { placeIn } from './ec2/place.ts';
import { ec2Entrance, ec2Machine } from './ec2/queries.ts';
import { accountIn, diskIn, PROTECT, SSH_FROM, TYPE } from './ec2/questions.ts';
import { EC2_SIZES, monthlyDollars, PRICES_OF, pricesOf } from './ec2/sizes.ts';
import type { CloudPrices, MachineGoal } from './machine.ts';
import { EVERYBODY } from './machine-questions.ts';

/** The key that is made where the person has none. */
export const OWN_KEY = '~/.ssh/setup-server';

/** What is wanted, from the answers. Throws where the account can't have it. */
export function machineGoal(
  answers: Answers,
  facts: Facts,
  { ownKey, password }: Brought,
): MachineGoal {
  const account = accountIn(answers, facts);
  if (!account?.open) throw notOpen(account?.says ?? '');
  const type = textAnswer(answers, TYPE);
  const size = EC2_SIZES.find((each) => each.type === type);
  const image = account.images.find(({ architecture }) => architecture === size?.architecture);
  if (!image) throw noImage(account.region);
  const { network, place } = placeIn(answers, account);
  const protect = yesAnswer(answers, PROTECT);
  const behind = textAnswer(answers, BEHIND);
  return {
    ...{ name: textAnswer(answers, NAME), region: textAnswer(answers, REGION), type, image },
    diskGB: diskIn(answers),
    cost: costOf(type, diskIn(answers), account.prices),
    sshFrom: textAnswer(answers, SSH_FROM) || EVERYBODY,
    key: { publicKey: ownKey ?? '', file: OWN_KEY, make: ownKey === null },
    ...{ protect, place, bucket: bucketIn(answers) },
    ...(behind !== '' && { behind }),
    database: databaseGoal(answers, account.prices, { network, protect, password }),
  };
}

function costOf(type: string, diskGB: number, prices: CloudPrices | null): string {
  return `about $${monthlyDollars(type, diskGB, prices)} a month with its disk and address, ${pricesOf(prices, type)}`;
}

/** What a plan to make it is about, for the screens. */
export function machineSubject({ name, region }: MachineGoal): Subject {
  return {
    ...{ host: `ec2://${region}/${name}`, install: name, names: [name] },
    app: { id: 'ec2', label: `the server ${name}` },
  };
}

/** What the app that goes there is told of what was made beside the machine, as answers to its questions. */
export function toldOf(
  { bucket, database, region }: MachineGoal,
  answers: Answers,
  facts: Facts,
): Answers {
  const app = apps.find(({ id }) => id === textAnswer(answers, 'app'));
  const login = database && databaseLogin(database, facts);
  return {
    ...(bucket !== null && app?.inBucket?.({ bucket, region })),
    ...(login && app?.databaseAt?.told(login)),
  };
}

/** How the new machine is entered, as answers to the questions about a server. */
export function wayInto({ region, name, image, key }: MachineGoal, facts: Facts): Answers {
  const address = facts.get(ec2Machine(region, name))?.address?.ip ?? '';
  const [fingerprint] = facts.get(ec2Entrance(region, name))?.fingerprints ?? [];
  return {
    ...{ 'host.kind': 'ssh', server: address, 'ssh.user': image.user },
    ...(key.make && { 'ssh.key': key.file }),
    ...(fingerprint !== undefined && { 'ssh.fingerprint': fingerprint }),
  };
}

/** What stands when it is made. */
export function launchReceipt(
  machine: MachineGoal,
  facts: Facts,
  balancer?: BalancerGoal,
): Receipt {
  const { name, region, type, diskGB, image, key } = machine;
  const way = wayInto(machine, facts);
  const lines: ReceiptLine[] = [
    { label: 'Address', text: `${String(way.server)}, which stays` },
    { label: 'Size', text: `${type} in ${region}, ${diskGB} GB of disk, ${image.name}` },
    {
      label: 'Costs',
      text: `${machine.cost}, until it is deleted`,
    },
    {
      label: 'Log in',
      text: `ssh ${key.make ? `-i ${key.file} ` : ''}${image.user}@${String(way.server)}`,
    },
    ...(key.make
      ? [
          {
            label: 'Your key',
            text: `${key.file} on this computer opens it. Keep a copy: without it nobody gets in.`,
            tone: 'warning' as const,
          },
        ]
      : []),
    ...(machine.bucket === null
      ? []
      : [
          {
            label: 'Bucket',
            text: `${machine.bucket} at Amazon S3; the server opens it without a key. About $${BUCKET_DOLLARS} for each GB a month`,
          },
        ]),
    ...(machine.database === null ? [] : [databaseLine(machine.database)]),
    ...(balancer ? balancerLines(balancer, facts) : []),
    { label: 'Delete it', text: `npx setup-server launch ec2 --remove ${name}` },
  ];
  return { headline: `The server ${name} runs`, lines };
}

function databaseLine({ engine, size, storageGB, backupDays, cost }: DatabaseGoal): ReceiptLine {
  return {
    label: 'Database',
    text: `${LABELS[engine]} at Amazon RDS, ${size} with ${storageGB} GB; copied every day, for ${backupDays} days. It costs ${cost}`,
  };
}

function balancerLines(balancer: BalancerGoal, facts: Facts): ReceiptLine[] {
  const { name, region, hostname, certificate } = balancer;
  const { balancer: made, imported } = facts.get(balancerQuery(region, name)) ?? NO_BALANCER;
  const host = made?.host ?? '';
  return [
    {
      label: 'Website',
      text: `${hostname} leads to the load balancer ${host}, which costs about $${BALANCER_DOLLARS} a month more, as of ${PRICES_OF}`,
    },
    { label: 'Certificate', ...certificateText(hostname, certificate) },
    {
      label: 'Next',
      text:
        certificate?.by === 'server'
          ? `Set up an app on the server, with "From an authority, for a balancer at Amazon" for its certificate, and ${imported?.id ?? ''} for the one that it replaces.`
          : 'Set up an app on the server, with "A load balancer in front has it" for its certificate.',
    },
  ];
}

function certificateText(hostname: string, certificate: BalancerCertificate | undefined) {
  switch (certificate?.by) {
    case 'server':
      return {
        text: 'The server gets it once an app is set up there, gives it to Amazon by itself, and does so again whenever it has renewed it. Until then browsers warn of the one that stands there.',
      };
    case 'files':
      return {
        text: 'Your own. Nothing renews it: launch the server once more with the next files, before it ends.',
        tone: 'warning' as const,
      };
    default:
      return {
        text: `Amazon renews it by itself, as long as the record stands that proves ${hostname} is yours. Leave it there.`,
      };
  }
}

function notOpen(says: string): ExpectedError {
  return new ExpectedError({
    code: 'ec2.no-account',
    what: 'There is no way into an account at Amazon yet.',
    ...(says !== '' && { why: says }),
    next: ['Give an access key: setup-server shows how to make one.'],
  });
}

function noImage(region: string): ExpectedError {
  return new ExpectedError({
    code: 'ec2.no-image',
    what: `Debian has no image for a server of this size in ${region}.`,
    next: ['Take another size, or another region.'],
  });
}
