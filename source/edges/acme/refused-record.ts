import type { Trouble } from '../../expected-error.ts';
import { showEverywhere, type TextLook } from './look-at-text.ts';
import type { Problem } from './refusal.ts';
import { caaTrouble } from './refused-name.ts';
import { inOneLine, mishapIn } from './validation-detail.ts';

/** A name whose TXT record the CA looked for and did not find in order. */
export interface RefusedRecord {
  readonly authority: string;
  readonly name: string;
  readonly problem: Problem;
  /** The text that should have been there, and what this machine saw afterwards. */
  readonly value: string;
  readonly look: TextLook;
  /** Other names of the same order that were refused too. */
  readonly others: readonly string[];
}

/** A proof by DNS that failed, in plain words. */
export function troubleOfRecord(refused: RefusedRecord): Trouble {
  const { authority, name, problem, value, look, others } = refused;
  const says = inOneLine(problem.detail);
  const detail = `${name}: ${problem.type}: ${says}`;
  if (problem.type === 'caa') return { ...caaTrouble(authority, name), detail };
  const also = others.length > 0 ? `The same goes for ${others.join(', ')}.` : '';
  const head = { code: `acme.${problem.type || 'refused'}`, detail };
  if (mishapIn(problem.detail) === 'broken-zone') {
    return {
      ...head,
      what: `${authority} could not look up the proof of ${name}.`,
      why: sentences(`The name servers of ${look.zone || name} answered it with an error.`, also),
      next: [
        'Check again in some minutes.',
        'Ask the company that manages the domain to check its name servers and DNSSEC (its signatures).',
      ],
    };
  }
  const seen = showEverywhere(look, value)
    ? 'All of its name servers show the right one to this computer, so the authority remembers an earlier answer, or asked a server that was behind.'
    : 'Not all of its name servers show it.';
  return {
    ...head,
    what: `${authority} did not find the proof of ${name} in the DNS.`,
    why: sentences(`The TXT record at ${look.at} was looked for.`, seen, also),
    next: [
      'Check again in some minutes.',
      `Remove TXT records at ${look.at} that are left from earlier tries.`,
    ],
  };
}

/** The record was set, and some name servers still do not show it. */
export function notShown(value: string, look: TextLook, seconds: number): Trouble {
  const behind = look.servers.filter(({ texts }) => texts !== null && !texts.includes(value));
  return {
    code: 'acme.record-not-shown',
    what: `Not all name servers of ${look.zone} show the proof yet.`,
    why: `The TXT record at ${look.at} was set ${seconds / 60} minutes ago; ${behind.map(({ address }) => address).join(' and ')} still ${behind.length === 1 ? 'does' : 'do'} not show it. The authority was not asked to look.`,
    next: [
      'Try again in some minutes: some providers are slow.',
      `Check that ${look.zone} is really managed where the record was set.`,
    ],
    passing: true,
  };
}

function sentences(...all: readonly string[]): string {
  return all.filter((each) => each !== '').join(' ');
}
