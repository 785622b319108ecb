import type { WitnessLook } from '../../facts/outside.ts';
import { gist } from './validation-detail.ts';

/** What one address showed where the CA will look (RFC 8555, 8.3). */
export type ChallengeLook = WitnessLook;

/**
 * `served`: the CA will find it. `wrong`: it will find something else, or a closed door.
 * `unknown`: this machine can't tell (no way there, a proxy, nobody answers).
 */
export type ChallengeVerdict = 'served' | 'wrong' | 'unknown';

/** What this machine's own look means for the CA's, which takes any of the addresses. */
export function judgeChallenge(
  expected: string,
  looks: readonly ChallengeLook[],
): ChallengeVerdict {
  const verdicts = looks.map((look) => judgeOne(expected, look));
  if (verdicts.includes('wrong')) return 'wrong';
  return verdicts.includes('served') ? 'served' : 'unknown';
}

/** What this machine saw, as one sentence. `expected` is what should have been there. */
export function lookInWords(expected: string, looks: readonly ChallengeLook[]): string {
  const telling = looks.find((look) => judgeOne(expected, look) === 'wrong') ?? looks[0];
  if (telling === undefined) return 'This computer knows no address of it.';
  const { address } = telling;
  if ('code' in telling) {
    if (telling.code === 'ECONNREFUSED') return `This computer was refused at ${address}, port 80.`;
    if (NO_WAY.includes(telling.code)) return `This computer has no way to ${address} itself.`;
    return `This computer gets no answer from ${address}, port 80.`;
  }
  if (judgeOne(expected, telling) === 'served') {
    return `This computer gets the right answer from ${address}, so something keeps the authority away that lets this computer through.`;
  }
  const where = telling.redirectedTo ? ` redirected to ${hostOf(telling.redirectedTo)},` : '';
  return `This computer asked ${address}, port 80,${where} and got ${received(telling.status, telling.body)}.`;
}

const NO_WAY = ['ENETUNREACH', 'EHOSTUNREACH', 'EADDRNOTAVAIL', 'EACCES', 'EPERM'];
/** Proxy authentication, and a login page before the internet (RFC 9110, 15.5.8; RFC 6585, 6). */
const NOT_THE_SERVER = [407, 511];

function judgeOne(expected: string, look: ChallengeLook): ChallengeVerdict {
  if ('code' in look) return look.code === 'ECONNREFUSED' ? 'wrong' : 'unknown';
  if (look.status === 200 && look.body.trimEnd() === expected) return 'served';
  return NOT_THE_SERVER.includes(look.status) ? 'unknown' : 'wrong';
}

function received(status: number, body: string): string {
  const text = gist(body);
  return text === '' ? `status ${status}` : `status ${status} (“${text}”)`;
}

function hostOf(url: string): string {
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}`;
}
