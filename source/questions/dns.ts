import { type Answers, textAnswer } from '../answers/answers.ts';
import { addressesFor } from '../dns/addresses-for.ts';
import { type Company, companyOf } from '../dns/company.ts';
import { inFrontOf } from '../dns/content-network.ts';
import { isBareDomain, readableHostname } from '../dns/hostname.ts';
import {
  type DnsRecord,
  judgeName,
  judgeNames,
  type NameJudgement,
  publicAddresses,
} from '../dns/judge-name.ts';
import { byHand } from '../dns/providers/by-hand.ts';
import { accountGoal, giverOf, openProviders, PROVIDER } from '../dns/providers/chosen.ts';
import type { DnsProvider } from '../dns/providers/provider.ts';
import { type Facts, type Query, query } from '../facts/facts.ts';
import { dnsAccount } from '../facts/names/dns-account.ts';
import { hostKindOf, reachedAt } from '../hosts/index.ts';
import { followedFamilies } from './address.ts';
import { keptAccount, proofOf } from './certificate-proof.ts';
import { isBalanced } from './certificate-use.ts';
import { namesOf } from './name.ts';
import type { Choice, Question } from './question.ts';

/** Why an account is needed, whoever set the name's own record. */
const FOR_PROOF =
  'The certificate is proved by a record that setup-server sets for a minute, now and at every renewal.';

/** The server sets the names itself, whenever its address changes. */
const FOR_FOLLOWING =
  'The server sets the name to its own address, now and whenever that changes. For that it keeps a token, where only root can read it.';

/** Instead of a provider: the names count as they are. */
export const TRUST = 'trust';

const NOBODY: Choice = {
  value: TRUST,
  label: 'Nobody; go on without this check',
  note: 'fails if it leads elsewhere',
};

const provider: Question = {
  id: PROVIDER,
  section: 'Name',
  kind: 'choice',
  title: 'Who should set the record?',
  hint: (answers, facts) => {
    const { company, zone } = where(answers, facts);
    const judged = judgement(answers, facts);
    const runs = company ? `${company.label} runs the DNS of ${readableHostname(zone)}.` : '';
    const proof = wantsProof(answers, facts) ? FOR_PROOF : '';
    if (followedFamilies(answers)) return [FOR_FOLLOWING, proof, runs].filter(Boolean).join(' ');
    if (!judged || judged.points) return proof && [proof, runs].filter(Boolean).join(' ');
    const needed = [...judged.create.map(toCreate), ...judged.remove.map(toRemove)];
    return [proof, judged.why, runs, ...needed].filter(Boolean).join(' ');
  },
  help: (answers, facts) => recordHelp(judgement(answers, facts)),
  when: isAsked,
  choices: (answers, facts) => {
    const { company } = where(answers, facts);
    const known = recognised(answers, facts);
    const automatics = [
      ...(known ? [automatic(known)] : []),
      ...others(known, company).map(({ id, label }) => ({ value: id, label })),
    ];
    if (wantsAccount(answers, facts)) return automatics;
    const [first, ...rest] = isSettable(answers, facts) ? automatics : [];
    const people = [manual(company), NOBODY];
    if (first === undefined) return people;
    return known ? [first, ...people, ...rest] : [...people, first, ...rest];
  },
  suggestion: (answers, facts) => {
    // Only a provider whose credentials are there can do without a person.
    const ready = openProviders.find(({ id }) => accountGoal({ ...answers, [PROVIDER]: id }));
    const chosen = textAnswer(answers, 'hostname.from');
    const giver = giverOf(textAnswer(answers, 'hostname'));
    if (giver && giver.id === chosen) return giver.id;
    if (ready && (isSettable(answers, facts) || wantsAccount(answers, facts))) return ready.id;
    return wantsAccount(answers, facts) ? recognised(answers, facts)?.id : byHand.id;
  },
};

/** Who sets the records, and what opens the account there. They need the `name` facts. */
export const dnsQuestions: readonly Question[] = [
  provider,
  ...openProviders.flatMap(({ id, questions }) =>
    questions.map((question) => ({
      ...question,
      when: (answers: Answers, facts: Facts) =>
        isAsked(answers, facts) &&
        textAnswer(answers, PROVIDER) === id &&
        (question.when?.(answers, facts) ?? true),
    })),
  ),
];

/** Tries what was answered about an account, before anything is built on it. */
export function accountLooks(answers: Answers, facts: Facts): readonly Query[] {
  const account = isAsked(answers, facts) ? accountGoal(answers) : undefined;
  if (!account) return [];
  // A proof is set beside every name; of those with a star, beside the rest.
  const names = [...new Set(namesOf(answers).map((name) => name.replace(/^\*\./, '')))];
  const needed = wantsAccount(answers, facts) ? names : names.slice(0, 1);
  return needed.map((name) => dnsAccount(account.provider, name));
}

/** What can make a certificate, or the record, fail although the name servers say what they should. */
export function nameChecks(answers: Answers, facts: Facts): readonly Query[] {
  const host = hostAddresses(answers, facts);
  const named = namesOf(answers).flatMap((name) => {
    const fact = facts.get(query('name', '', name));
    return fact && isBought(fact.zone) ? [{ name, fact }] : [];
  });
  const zones = [...new Set(named.map(({ fact }) => fact.zone))];
  const astray = named.filter(({ name, fact }) => {
    if (followedFamilies(answers)) return false;
    const found = [...fact.a, ...fact.aaaa];
    const elsewhere = found.length > 0 && inFrontOf(found) === null;
    return name !== fact.zone && elsewhere && !judgeName(name, fact, host).points;
  });
  return [
    ...zones.map((zone) => query('dnssec', '', zone)),
    ...zones.filter(isBareDomain).map((zone) => query('registration', '', zone)),
    ...astray.map(({ name }) => query('wildcard', '', name)),
  ];
}

/** A zone that the world knows: no registry's own, and none that is reserved (RFC 6761). */
export function isBought(zone: string): boolean {
  return zone.includes('.') && !/\.(test|example|invalid|localhost|local)$/.test(zone);
}

function isAsked(answers: Answers, facts: Facts): boolean {
  if (isBalanced(answers)) return false;
  if (followedFamilies(answers)) return wantsAccount(answers, facts);
  return judgement(answers, facts)?.points === false || wantsProof(answers, facts);
}

/** What must go on without a person takes an account, too. */
function wantsAccount(answers: Answers, facts: Facts): boolean {
  const follows = followedFamilies(answers) && keptAccount(answers, facts) === undefined;
  return follows || wantsProof(answers, facts);
}

/** A certificate that is proved by DNS records takes an account that can set them. */
function wantsProof(answers: Answers, facts: Facts): boolean {
  return proofOf(answers) === 'dns-01' && keptAccount(answers, facts) === undefined;
}

function judgement(answers: Answers, facts: Facts): NameJudgement | undefined {
  const names = namesOf(answers);
  const named = names.flatMap((name) => {
    const fact = facts.get(query('name', '', name));
    return fact ? [{ name, fact }] : [];
  });
  if (named.length === 0 || named.length < names.length) return undefined;
  return judgeNames(named, hostAddresses(answers, facts));
}

function hostAddresses(answers: Answers, facts: Facts) {
  const host = hostKindOf(answers).address(answers);
  return publicAddresses(facts.get(query('addresses', host)), reachedAt(host));
}

/** Whether we know what a record must say; before the server was seen, we may yet. */
function isSettable(answers: Answers, facts: Facts): boolean {
  const host = hostKindOf(answers).address(answers);
  if (!facts.has(query('addresses', host))) return true;
  const { v4, v6 } = addressesFor(undefined, hostAddresses(answers, facts));
  return v4.length + v6.length > 0;
}

function where(answers: Answers, facts: Facts): { company: Company | null; zone: string } {
  const fact = facts.get(query('name', '', textAnswer(answers, 'hostname')));
  return { company: companyOf(fact?.servers ?? []), zone: fact?.zone ?? '' };
}

/** The provider that runs this name's DNS, where its records are ours to set. */
function recognised(answers: Answers, facts: Facts): DnsProvider | undefined {
  const giver = giverOf(textAnswer(answers, 'hostname'));
  const { company } = where(answers, facts);
  return giver ?? openProviders.find(({ id }) => id === company?.provider);
}

function automatic(known: DnsProvider): Choice {
  return {
    value: known.id,
    label: `setup-server, at ${known.label}`,
    note: 'with a token of yours',
  };
}

function manual(company: Company | null): Choice {
  const at = company === null ? '' : ` at ${company.label}`;
  return {
    value: byHand.id,
    label: `${byHand.label}${at}`,
    note: 'you get the fields to copy',
  };
}

/**
 * A company that does not run the domain's DNS can't set its records; a name server of one's own
 * can, since it may be hidden behind those that the world sees.
 */
function others(known: DnsProvider | undefined, company: Company | null): readonly DnsProvider[] {
  const rest = openProviders.filter(({ id }) => id !== known?.id);
  return known || company ? rest.filter(({ id }) => id === 'rfc2136') : rest;
}

function toCreate({ type, name, relative, value, optional }: DnsRecord): string {
  const whole = relative === name ? '' : ` (${name})`;
  return `Create a record: type ${type}, name ${relative}${whole}, value ${value}${optional ? ', if you like' : ''}.`;
}

function toRemove({ type, name, value }: DnsRecord): string {
  return `Delete a record: type ${type} of ${name}, value ${value}.`;
}

function recordHelp(judged: NameJudgement | undefined): string {
  const records = judged && !judged.points ? judged.create : [];
  const example = records[0] ?? { type: 'A', relative: 'study', value: '203.0.113.7' };
  return [
    'A record in the DNS says at which address a name is found. To set it,',
    'log in where the name is managed, look for "DNS" or "zone", and add:',
    `  Type   ${example.type}`,
    `  Name   ${example.relative}     (also called host; @ is the name itself)`,
    `  Value  ${example.value}     (also called points to, or content)`,
    '',
    'Or let setup-server do it: with many companies you can make a token, a',
    'long password for programs that may change the DNS and nothing else.',
    'It is shown nowhere, and goes into no log.',
    'At a university or company, send the lines to the computing centre.',
  ].join('\n');
}
