import type { Families } from '../address/sources.ts';
import { type Answers, textAnswer } from '../answers/answers.ts';
import { canonicalAddress, isPublic } from '../dns/address.ts';
import { publicAddresses } from '../dns/judge-name.ts';
import { type Facts, query } from '../facts/facts.ts';
import { hostKindOf, reachedAt } from '../hosts/index.ts';
import type { Question } from './question.ts';

const KIND = 'address.kind';
const FAMILIES = 'address.families';

/** Which kinds of addresses the names follow; undefined where the server keeps its address. */
export function followedFamilies(answers: Answers): Families | undefined {
  if (textAnswer(answers, KIND) !== 'changing') return undefined;
  const wanted = textAnswer(answers, FAMILIES);
  return wanted === 'ipv6' || wanted === 'both' ? wanted : 'ipv4';
}

/** Whether only its own network reaches the server, as far as we see: at home, say. */
export function hasPrivateAddress(answers: Answers, facts: Facts): boolean {
  const host = hostKindOf(answers).address(answers);
  const own = facts.get(query('addresses', host));
  if (!own) return false;
  const { v4, v6 } = publicAddresses(own, reachedAt(host));
  return v4.length + v6.length > 0 && [...v4, ...v6].every((each) => !isPublic(each));
}

/** The same, or nobody can tell: all its own addresses are private, and we reach it by a name. */
function privateAddress(answers: Answers, facts: Facts): string | undefined {
  const host = hostKindOf(answers).address(answers);
  const own = facts.get(query('addresses', host));
  if (!own) return undefined;
  const all = [...own.v4, ...own.v6];
  const target = canonicalAddress(reachedAt(host));
  return [...all, ...(target ? [target] : [])].some(isPublic) ? undefined : all[0];
}

/** Needs the `addresses` of the host. */
const kind: Question = {
  id: KIND,
  section: 'Name',
  kind: 'choice',
  title: 'Who shall get through to this server?',
  hint: (answers, facts) => {
    const own = privateAddress(answers, facts);
    if (own === undefined) return 'It decides to which address the name must lead.';
    const where = hasPrivateAddress(answers, facts) ? 'as at home' : 'as at home, or in a cloud';
    return `It knows only an address of its own network (${own}), ${where}.`;
  },
  help: [
    'At home, the world sees one address for all your computers, and it',
    'changes: over night, or when the router starts anew. Then a name leads',
    'nowhere. setup-server can put a small program on the server that looks',
    'every few minutes, and sets the name anew. It needs a token of the',
    'company that runs the name, and keeps it where only root can read it.',
    '',
    'Your router must pass on ports 80 and 443 to this server: look for',
    '"port forwarding" in its settings.',
  ].join('\n'),
  // Rented servers keep their address.
  expert: (answers, facts) => privateAddress(answers, facts) === undefined,
  choices: (answers, facts) =>
    hasPrivateAddress(answers, facts)
      ? [
          { value: 'fixed', label: 'My own network', note: 'the name leads to its address there' },
          { value: 'changing', label: 'Everybody', note: 'the server keeps the name right' },
        ]
      : [
          {
            value: 'fixed',
            label: 'Everybody, at an address that stays',
            note: 'as rented servers have',
          },
          {
            value: 'changing',
            label: 'Everybody, at one that changes',
            note: 'the server keeps the name right',
          },
        ],
  suggestion: () => 'fixed',
};

const families: Question = {
  id: FAMILIES,
  section: 'Name',
  kind: 'choice',
  title: 'Which of its addresses shall the name have?',
  help: [
    'Every line has an IPv4 address, an IPv6 address, or both. With some',
    'companies, you share the IPv4 address with other customers (they call',
    'it DS-Lite or CGNAT). Then nobody gets through to you by it, and only',
    'IPv6 will do; visitors without IPv6 do not reach you at all.',
    '',
    'With both, the router must let both through. Certificate authorities',
    'try IPv6 first.',
  ].join('\n'),
  expert: true,
  when: (answers) => textAnswer(answers, KIND) === 'changing',
  choices: () => [
    { value: 'ipv4', label: 'IPv4', note: 'everybody can use it' },
    { value: 'both', label: 'IPv4 and IPv6', note: 'both must get through to it' },
    { value: 'ipv6', label: 'IPv6 only', note: 'where IPv4 is shared (DS-Lite, CGNAT)' },
  ],
  suggestion: () => 'ipv4',
};

export const addressQuestions: readonly Question[] = [kind, families];
