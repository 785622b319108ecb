import { type Answers, textAnswer } from '../../answers/answers.ts';
import { sharedSuffixOf } from '../shared-suffix.ts';
import { dnsProviders } from './index.ts';
import type { DnsProvider } from './provider.ts';

/** The question that names the provider. */
export const PROVIDER = 'dns.provider';

/** An account as it is opened: at which provider, and what was answered about it. */
export interface AccountGoal {
  /** A provider's id. */
  readonly provider: string;
  /** With the credentials, as secrets, and the public name. */
  readonly answers: Answers;
}

/** A provider whose records we can set. */
export type OpenProvider = DnsProvider & Required<{ open: NonNullable<DnsProvider['open']> }>;

export const openProviders: readonly OpenProvider[] = dnsProviders.filter(
  (provider): provider is OpenProvider => provider.open !== null,
);

/** Throws a TypeError for an id that is none of ours. */
export function providerOf(id: string): OpenProvider {
  const found = openProviders.find((provider) => provider.id === id);
  if (!found) throw new TypeError(`There is no DNS provider "${id}".`);
  return found;
}

/** Those that give names away, free of charge. */
export const namesGiven = openProviders.filter(({ freeNames }) => freeNames.length > 0);

/** Who gave a name away: `study.dedyn.io`, and every name in front of it. */
export function giverOf(name: string): OpenProvider | undefined {
  return namesGiven.find((provider) => freeNameIn(provider, name) !== undefined);
}

/** The part of a name that its provider gives away: `study.dedyn.io` of `www.study.dedyn.io`. */
export function freeNameIn({ freeNames }: DnsProvider, name: string): string | undefined {
  const suffix = freeNames.find((each) => name.endsWith(`.${each}`));
  if (suffix === undefined) return undefined;
  const inFront = name.slice(0, -suffix.length - 1).split('.');
  return `${inFront.at(-1)}.${suffix}`;
}

/** Whether a free name has certificate limits of its own, or shares those of all strangers there. */
export function limitsOf({ freeNames }: DnsProvider): string {
  const alone = freeNames.every((suffix) => sharedSuffixOf(`study.${suffix}`)?.listed === true);
  return alone ? 'own limits' : 'shared limits';
}

/** The account that was chosen, where all that opens it was answered. */
export function accountGoal(answers: Answers): AccountGoal | undefined {
  const id = textAnswer(answers, PROVIDER);
  const provider = openProviders.find((each) => each.id === id);
  if (!provider) return undefined;
  const own = provider.questions.map((question) => question.id);
  const missing = provider.questions.some(
    (question) => !question.expert && answers[question.id] === undefined,
  );
  if (missing) return undefined;
  const wanted = ['hostname', ...own];
  const about = Object.entries(answers).filter(([key]) => wanted.includes(key));
  return { provider: id, answers: Object.fromEntries(about) };
}
