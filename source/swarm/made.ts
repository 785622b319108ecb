import { type Answers, textAnswer } from '../answers/answers.ts';
import { BALANCED_BY, MADE, wordsOf } from './answers.ts';

/** A server that setup-server made for an app that outgrew its own. */
export interface MadeServer {
  /** Where, and what it is called there: `ec2://eu-central-1/study-2`. */
  readonly machine: string;
  readonly address: string;
}

/** Those that the answers tell of. */
export function madeIn(answers: Answers): readonly MadeServer[] {
  return readMade(textAnswer(answers, MADE));
}

/** The load balancer that was made in front of them. */
export function balancerIn(answers: Answers): MadeServer | undefined {
  return readMade(textAnswer(answers, BALANCED_BY))[0];
}

function readMade(text: string): readonly MadeServer[] {
  return wordsOf(text).map((word) => {
    const [machine = '', address = ''] = word.split('=');
    return { machine, address };
  });
}

/** The same as an answer; each once. */
export function madeText(made: readonly MadeServer[]): string {
  return [...new Set(made.map(({ machine, address }) => `${machine}=${address}`))].join(' ');
}

/** The id of its provider, and its name there. */
export function partsOf({ machine }: MadeServer) {
  const [cloud = '', place = ''] = machine.split('://');
  const [name = '', region = ''] = place.split('/').reverse();
  return { cloud, region, name };
}
