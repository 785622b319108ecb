import type { CaaFact } from '../../certificates/caa.ts';
import { type Issuing, judgeCaa } from '../../certificates/judge-caa.ts';
import { type Query, query } from '../facts.ts';
import { type Finding, unremarkable } from '../finding.ts';

/** Who is to issue, and how; what account it will be is not known before the authority is asked. */
export type CaaSubject = Omit<Issuing, 'account'>;

/** Who may issue certificates for a name, by its CAA records. */
export function caaQuery(subject: CaaSubject): Query<'caa'> {
  const { name, authority, caaNames, way } = subject;
  return query('caa', '', JSON.stringify({ name, authority, caaNames, way }));
}

/** Reads the subject of such a query. */
export function caaSubject(subject: string): CaaSubject {
  return JSON.parse(subject);
}

/** Whether the CA that was chosen is among them, and the record that would let it in. */
export function caaFinding(fact: CaaFact, subject: string): Finding {
  const issuing = caaSubject(subject);
  const judged = judgeCaa(fact, { ...issuing, account: null });
  if (judged.allowed) {
    return unremarkable(`${issuing.authority} may make certificates for ${issuing.name}`);
  }
  const { what, why, next = [] } = judged.trouble;
  // The account may well be this server's.
  const text = judged.account
    ? `Only one certain account may have certificates for ${issuing.name} from ${issuing.authority}`
    : what.replace(/\.$/, '');
  return {
    status: 'warning',
    text,
    ...(judged.account && { aside: true as const }),
    ...(why !== undefined && { note: why }),
    advice: next,
  };
}
