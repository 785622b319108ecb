import { type Answers, textAnswer } from '../../answers/answers.ts';
import { ExpectedError } from '../../expected-error.ts';
import type { Facts } from '../../facts/facts.ts';
import type { Choice, Question } from '../../questions/question.ts';
import type { CloudAccountFact, CloudNetwork, MachineGoal } from '../machine.ts';
import { PLACE } from './answers.ts';

type Open = Extract<CloudAccountFact, { open: true }>;

/** The answer that stands for the standard network, in whichever zone has room. */
const STANDARD = 'default';

/** In which network of the account it is put. `accountIn`: the account, as it is seen in the region that was chosen. */
export function placeQuestion(
  accountIn: (answers: Answers, facts: Facts) => CloudAccountFact | undefined,
): Question {
  const placesIn = (answers: Answers, facts: Facts): readonly Choice[] => {
    const account = accountIn(answers, facts);
    return account?.open ? choicesIn(account) : [];
  };
  return {
    id: PLACE,
    section: 'Server',
    kind: 'choice',
    expert: (answers, facts) => placesIn(answers, facts)[0]?.value === STANDARD,
    title: 'In which network at Amazon (VPC)?',
    hint: (answers, facts) =>
      placesIn(answers, facts)[0]?.value === STANDARD
        ? 'The standard one is right for most.'
        : 'Your account has no standard one here; these have a way to the internet.',
    help: [
      'A VPC is a network of your own at Amazon, and a subnet a part of it in',
      'one data centre. Every account has a standard one at first. Take another',
      'where something that the server must reach is in it.',
      '',
      'Listed are subnets whose way out is an internet gateway: in others no',
      'visitor would reach the server.',
    ].join('\n'),
    when: (answers, facts) => placesIn(answers, facts).length > 0,
    choices: placesIn,
    suggestion: (answers, facts) => placesIn(answers, facts)[0]?.value,
  };
}

function choicesIn({ networks }: Open): readonly Choice[] {
  const standard = networks.find((each) => each.standard);
  return [
    ...(standard ? [{ value: STANDARD, label: 'The standard network', note: standard.range }] : []),
    ...networks.flatMap((network) =>
      network.subnets
        .filter(({ open }) => open)
        .map(({ id, name, zone }) => ({
          value: id,
          label: `${name || id}, in ${zone}`,
          note: `in ${network.name || network.id}, ${network.range}`,
        })),
    ),
  ];
}

/** The network that it is put into, whole, and where in it. Throws where there is none. */
export function placeIn(
  answers: Answers,
  { networks, region }: Open,
): { readonly network: CloudNetwork; readonly place: MachineGoal['place'] } {
  const subnet = textAnswer(answers, PLACE);
  const chosen = networks.find(({ subnets }) => subnets.some(({ id }) => id === subnet));
  if (chosen) return { network: chosen, place: { network: chosen.id, subnet } };
  const standard = networks.find((each) => each.standard);
  if (!standard) throw noNetwork(region);
  return { network: standard, place: null };
}

function noNetwork(region: string): ExpectedError {
  return new ExpectedError({
    code: 'ec2.no-network',
    what: `There is no network to put a server in (VPC) in ${region}.`,
    why: 'Somebody has deleted the standard one (default VPC) that every account has at first, and no other has a way to the internet.',
    next: [
      'Make it anew: VPC, Your VPCs, Actions, Create default VPC. It costs nothing.',
      'Or give one of your own a subnet whose route table leads 0.0.0.0/0 to an internet gateway.',
      'Or take another region.',
    ],
  });
}
