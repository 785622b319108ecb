import { readAddressOrder } from '../address/order.ts';
import { type Answers, installOf, textAnswer } from '../answers/answers.ts';
import { OTHER_AUTHORITY } from '../certificate-authorities.ts';
import { isPublic } from '../dns/address.ts';
import { isStarred } from '../dns/hostname.ts';
import { type AccountGoal, openProviders, PROVIDER } from '../dns/providers/chosen.ts';
import { type Facts, type Query, query } from '../facts/facts.ts';
import { hostKindOf } from '../hosts/index.ts';
import { addressOrderFile, renewalOrderFile } from '../paths.ts';
import { readOrder } from '../renewal/order.ts';
import { followedFamilies, hasPrivateAddress } from './address.ts';
import { usesAuthority } from './certificate-use.ts';
import { namesOf } from './name.ts';
import type { Question } from './question.ts';

const PROOF = 'certificate.proof';

/** How the names are proved to the authority. Names with a star can be proved in one way only (RFC 8555, 7.1.4). */
export function proofOf(answers: Answers): 'http-01' | 'dns-01' {
  if (!usesAuthority(answers)) return 'http-01';
  const byRecord = textAnswer(answers, PROOF) === 'dns-01' || namesOf(answers).some(isStarred);
  return byRecord && namesOf(answers).length > 0 ? 'dns-01' : 'http-01';
}

/** Needs the `addresses` of the host, the `name` facts and the record. */
export const proof: Question = {
  id: PROOF,
  section: 'Certificate',
  kind: 'choice',
  title: 'How should the authority see that the name is yours?',
  hint: (answers, facts) =>
    isHidden(answers, facts)
      ? 'This server has only private addresses, so the authority may not get through to it.'
      : '',
  help: [
    'Before it issues a certificate, the authority makes sure that the name',
    'is yours. Either it visits the name at port 80, and finds there what',
    'this server shows: then the whole internet must get through to it.',
    '',
    'Or it looks into the DNS, where setup-server puts a record for a',
    'minute. That works for servers that nobody outside can reach, and for',
    'names with a star. setup-server needs an account there that it may use,',
    'also later: the server keeps it, to renew the certificate.',
  ].join('\n'),
  when: (answers) => usesAuthority(answers) && !namesOf(answers).some(isStarred),
  // Where both ways are open, few people want to know.
  expert: (answers, facts) => !isHidden(answers, facts),
  choices: () => [
    { value: 'http-01', label: 'It visits this server', note: 'port 80 open to the internet' },
    { value: 'dns-01', label: 'By a record in the DNS', note: 'with a token of yours' },
  ],
  suggestion: (answers, facts) => {
    const before = remembered(answers, facts);
    if (before !== undefined) return before;
    // A router may pass visitors on to a private address; where the name leads to one, none does.
    const own = textAnswer(answers, 'certificate.authority') === OTHER_AUTHORITY.id;
    const led = ledTo(answers, facts);
    return !own && led.length > 0 && led.every(isPrivate) ? 'dns-01' : 'http-01';
  },
};

/** What the server keeps for renewing the certificate by records, and for setting the names. */
export function orderLook(answers: Answers): readonly Query<'sealedFile'>[] {
  const { renewal, address } = ordersOf(answers);
  if (followedFamilies(answers)) return [renewal, address];
  return proofOf(answers) === 'dns-01' ? [renewal] : [];
}

/** The account that the server has for that already, unless another one was named. */
export function keptAccount(answers: Answers, facts: Facts): AccountGoal | undefined {
  const { renewal, address } = ordersOf(answers);
  const kept =
    readOrder(facts.get(renewal)?.value)?.dns ?? readAddressOrder(facts.get(address)?.value)?.dns;
  if (!openProviders.some(({ id }) => id === kept?.provider)) return undefined;
  const named = textAnswer(answers, PROVIDER);
  if (!kept || (named !== '' && named !== kept.provider)) return undefined;
  const given = Object.entries(answers).filter(([id]) => id in kept.answers);
  return { ...kept, answers: { ...kept.answers, ...Object.fromEntries(given) } };
}

function ordersOf(answers: Answers) {
  const host = hostKindOf(answers).address(answers);
  const install = installOf(answers);
  return {
    renewal: query('sealedFile', host, renewalOrderFile(install)),
    address: query('sealedFile', host, addressOrderFile(install)),
  };
}

function remembered(answers: Answers, facts: Facts): string | undefined {
  const host = hostKindOf(answers).address(answers);
  const value = facts.get(query('record', host, installOf(answers)))?.answers[PROOF];
  return typeof value === 'string' ? value : undefined;
}

/** Whether nobody outside gets through: where the name leads tells, else the server's own addresses. */
function isHidden(answers: Answers, facts: Facts): boolean {
  if (followedFamilies(answers)) return false;
  const led = ledTo(answers, facts);
  return led.length > 0 ? led.every(isPrivate) : hasPrivateAddress(answers, facts);
}

function ledTo(answers: Answers, facts: Facts): readonly string[] {
  return namesOf(answers).flatMap((name) => {
    const fact = facts.get(query('name', '', name));
    return [...(fact?.a ?? []), ...(fact?.aaaa ?? [])];
  });
}

function isPrivate(address: string): boolean {
  return !isPublic(address);
}
