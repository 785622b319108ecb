import { type Answers, textAnswer } from '../../answers/answers.ts';
import type { CloudWork } from '../../clouds/cloud-work.ts';
import type { Further } from '../../clouds/further.ts';
import { type Cloud, clouds } from '../../clouds/index.ts';
import { receiptOfAll, stepsBeside } from '../../clouds/several.ts';
import { decideGoal } from '../../decide-goal.ts';
import { ExpectedError } from '../../expected-error.ts';
import { Facts } from '../../facts/facts.ts';
import { FINGERPRINTS } from '../../hosts/answering-asker.ts';
import { recordedAt } from '../../status/renewal-script.ts';
import {
  BALANCER,
  CALLED,
  FROM,
  HOSTS,
  MADE,
  NEW,
  STATELESS,
  wordsOf,
} from '../../swarm/answers.ts';
import { refusalOf } from '../../swarm/fit.ts';
import { madeIn, madeText } from '../../swarm/made.ts';
import { mayBe, WHAT } from '../menu/chosen.ts';
import { newBalancer } from './new-balancer.ts';
import { firstServer, namesFor, OWN } from './new-servers-questions.ts';
import { ADDRESS, isOneMore, replaced } from './one-more-server.ts';
import { tellBalancer } from './tell-balancer.ts';

/** Servers that are made before the app is taken to them, or a balancer that is told of them; undefined where neither is. */
export function newServers(
  answers: Answers,
  facts = new Facts(),
): Pick<CloudWork, 'undertake'> | undefined {
  if (!mayBe(answers, 'grow', 'servers') || (isOne(answers) && !isOneMore(answers)))
    return undefined;
  const cloud = clouds.find(({ id }) => id === textAnswer(answers, FROM));
  const further = cloud?.further;
  if (!further) return isOne(answers) ? undefined : tellBalancer(answers, facts);
  return { undertake: (...given) => undertake(cloud, further, ...given) };
}

/** From the menu's "Servers", one comes at a time. */
function isOne(answers: Answers): boolean {
  return textAnswer(answers, WHAT) === 'servers';
}

function undertake(
  { id, launch }: Cloud,
  further: Further,
  given: Answers,
  facts: Facts,
  brought: Parameters<CloudWork['undertake']>[2],
): ReturnType<CloudWork['undertake']> {
  const answers = isOne(given) ? { ...given, [NEW]: '' } : given;
  if (brought.ownKey === null) throw noKey(textAnswer(answers, 'ssh.key'));
  const record = recordedAt(answers, facts);
  const goes = isOne(answers) ? replaced(answers) : '';
  refuseBefore({ ...record, ...answers }, facts);
  const names = namesFor(answers, facts, goes);
  const first = firstServer(answers, facts);
  const wanted = { ...answers, app: record.app ?? '', ...further.beside(first, answers, facts) };
  const machines = names.map((name) => {
    const its = launch.undertake({ ...wanted, [further.name]: name }, facts, brought);
    return { name, its, manner: further };
  });
  const between = further.between(first, textAnswer(answers, CALLED), names, wanted, facts);
  const balancer = newBalancer(further, names, goes, answers, facts);
  const all = names.join(' and ');
  return {
    subject: {
      ...{ host: `${id}://${all}`, install: all, names: [all] },
      app: { id, label: names.length === 1 ? `the server ${all}` : `the servers ${all}` },
    },
    steps: [
      ...stepsBeside(machines.map(({ its, ...each }) => ({ ...each, its: its.steps }))),
      ...between,
      ...(balancer?.steps ?? []),
    ],
    looks: [...machines.flatMap(({ its }) => its.looks), ...(balancer?.looks ?? [])],
    receipt: (seen) => {
      const told = receiptOfAll(
        machines.map(({ name, its }) => ({ name, its: its.receipt(seen) })),
      );
      return balancer?.told(told, seen) ?? told;
    },
    afterFailure: [
      `What was made until now costs money until it is deleted: ${names.map((name) => `npx setup-server launch ${id} --remove ${name}`).join('; ')}`,
      ...(balancer?.afterFailure ?? []),
    ],
    wayIn: (seen) => {
      const ways = machines.map(({ its }) => ({ its, way: its.wayIn(seen) ?? {} }));
      const addresses = ways.map(({ way }) => {
        return `${textAnswer(way, 'ssh.user')}@${textAnswer(way, 'server')}`;
      });
      const made = ways.map(({ its, way }) => {
        return { machine: its.subject.host, address: textAnswer(way, 'server') };
      });
      const before = textAnswer(answers, HOSTS) || textAnswer(record, HOSTS);
      const there = madeIn(record).map(({ machine }) => machine);
      const one = addresses.find((_, at) => !there.includes(made[at]?.machine ?? ''));
      return {
        ...(isOne(answers)
          ? { [FROM]: OWN, [ADDRESS]: one ?? '' }
          : { [HOSTS]: together(wordsOf(before), addresses) }),
        [FINGERPRINTS]: together(
          wordsOf(textAnswer(answers, FINGERPRINTS)),
          ways.flatMap(({ way }) => wordsOf(textAnswer(way, 'ssh.fingerprint'))),
        ),
        [MADE]: madeText([...madeIn(record), ...made]),
        ...balancer?.way(seen),
      };
    },
  };
}

/** What can't be on several servers, whatever is still to be answered, is to cost nobody any. */
function refuseBefore(answers: Answers, facts: Facts): void {
  const ways = STATELESS in answers ? [answers[STATELESS]] : [true, false];
  const refusals = ways.flatMap((way) => {
    const wished = { ...answers, [HOSTS]: ANY, [STATELESS]: way === true };
    return refusalOf(decideGoal(wished, facts), facts) ?? [];
  });
  const [refusal] = refusals.slice(-1);
  if (refusal && refusals.length === ways.length) throw refusal;
}

/** In place of those that are still to be made (RFC 5737). */
const ANY = 'root@192.0.2.1';

function together(...words: (readonly string[])[]): string {
  return [...new Set(words.flat())].join(' ');
}

/** With what it goes on once they are made: not with what only made them. */
export function onNewServers(answered: Answers, way: Answers): Answers {
  const passing: readonly string[] = [FROM, NEW, CALLED, BALANCER];
  const rest = Object.entries(answered).filter(
    ([id]) => !passing.includes(id) && !clouds.some((cloud) => id.startsWith(`${cloud.id}.`)),
  );
  return { ...Object.fromEntries(rest), ...way };
}

function noKey(file: string): ExpectedError {
  return new ExpectedError({
    code: 'grow.no-key',
    what:
      file === ''
        ? 'There is no key on this computer by which new servers could be opened.'
        : `The public half of the key ${file} is not beside it.`,
    why: 'New servers let in who has the key by which you log in to the first one.',
    next:
      file === ''
        ? ['Make one: ssh-keygen -t ed25519. Have the first server know it: ssh-copy-id.']
        : [`ssh-keygen -y -f ${file} > ${file}.pub`, 'Then try again.'],
  });
}
