import type { Answers } from '../answers/answers.ts';
import { authorityOf } from '../certificate-authorities.ts';
import { type Facts, type Query, query } from '../facts/facts.ts';
import { caaQuery } from '../facts/names/caa.ts';
import { authorityLook } from './certificate-account.ts';
import { proofOf } from './certificate-proof.ts';
import { usesAuthority } from './certificate-use.ts';
import { isBought } from './dns.ts';
import { namesOf } from './name.ts';

/** Whether the domains let the authority issue (RFC 8659). Needs the `name` facts. */
export function caaLooks(answers: Answers, facts: Facts): readonly Query<'caa'>[] {
  if (!usesAuthority(answers)) return [];
  const { label, caaName } = authorityOf(answers);
  const told = authorityLook(answers).flatMap((look) => facts.get(look)?.caaNames ?? []);
  const [first, ...others] = caaName === '' ? told : [caaName];
  if (first === undefined) return [];
  const caaNames: readonly [string, ...string[]] = [first, ...others];
  return namesOf(answers)
    .filter((name) => isBought(facts.get(query('name', '', name))?.zone ?? ''))
    .map((name) => caaQuery({ name, authority: label, caaNames, way: proofOf(answers) }));
}
