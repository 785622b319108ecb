import type { Trouble } from '../expected-error.ts';
import { type CaaFact, type CaaProperty, readCaa } from './caa.ts';

/** Who wants to issue, and how. */
export interface Issuing {
  /** May begin with `*.`. */
  readonly name: string;
  /** The CA as people know it, and the names by which CAA records call it. */
  readonly authority: string;
  readonly caaNames: readonly [string, ...string[]];
  /** The way in which the name is proved. */
  readonly way: 'http-01' | 'dns-01';
  /** The URL of our account at the CA; null where there is none yet. */
  readonly account: string | null;
}

/** `account`: it would be allowed to another account at the same CA (RFC 8657, 3). */
export type CaaJudgement =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly account: boolean; readonly trouble: Trouble };

/** Tags that say nothing about who may issue certificates for web sites. */
const OTHER_TAGS = ['iodef', 'contactemail', 'contactphone', 'issuemail', 'issuevmc'];

/** Whether a domain's CAA records let a CA issue, by RFC 8659 and RFC 8657. */
export function judgeCaa({ at, records, problem }: CaaFact, issuing: Issuing): CaaJudgement {
  const { name, authority, caaNames, way, account } = issuing;
  if (problem !== null) return refused('caa-lookup', problem, [ASK_PROVIDER]);
  const properties = records.map(readCaa);
  const strange = properties.find(
    ({ critical, tag }) => critical && !['issue', 'issuewild', ...OTHER_TAGS].includes(tag),
  );
  if (strange) {
    const why = `The CAA record “${strange.tag}” at ${at} is marked as one that every authority must understand, and none does.`;
    return refused('caa', why, [`Remove that record from ${at}, then check again.`]);
  }
  const tag = tagFor(name, properties);
  const named = properties.filter((property) => property.tag === tag);
  if (named.length === 0) return { allowed: true };
  const ours = named.filter(({ issuer }) => caaNames.includes(issuer));
  const line = `${at}. CAA 0 ${tag} "${caaNames[0]}"`;
  if (ours.length === 0) {
    return refused('caa', `${says(at, records)} ${authority} is not among them.`, [
      `Add this record where ${at} is managed, then check again: ${line}`,
      'Or choose a certificate authority that the record names.',
    ]);
  }
  const byWay = ours.filter(({ parameters }) => allowsWay(parameters, way));
  if (byWay.length === 0) {
    return refused('caa', `${says(at, records)} So ${authority} may not prove names by ${way}.`, [
      `Add this record where ${at} is managed, then check again: ${line}`,
    ]);
  }
  const free = ({ parameters }: CaaProperty) => {
    const wanted = parameters.get('accounturi');
    return wanted === undefined || wanted === account;
  };
  if (byWay.some(free)) return { allowed: true };
  const own =
    account === null ? line : `${at}. CAA 0 ${tag} "${caaNames[0]}; accounturi=${account}"`;
  const why = `${says(at, records)} So only one certain account at ${authority} may have certificates, and it is not this server's.`;
  const next = [`Add this record where ${at} is managed, then check again: ${own}`];
  return { ...refused('caa', why, next), account: true };

  function refused(code: string, why: string, next: readonly string[]) {
    return { allowed: false as const, account: false, trouble: told(code, why, next) };
  }

  function told(code: string, why: string, next: readonly string[]): Trouble {
    return {
      code: `acme.${code}`,
      what: `The domain of ${name} does not allow certificates from ${authority}.`,
      why,
      next,
    };
  }
}

const ASK_PROVIDER =
  'Ask the company that manages the domain to check its name servers and DNSSEC (its signatures).';

/** For names with a star `issuewild` counts, where there is any (RFC 8659, 4.3). */
function tagFor(name: string, properties: readonly CaaProperty[]): 'issue' | 'issuewild' {
  const wild = name.startsWith('*.') && properties.some(({ tag }) => tag === 'issuewild');
  return wild ? 'issuewild' : 'issue';
}

function allowsWay(parameters: ReadonlyMap<string, string>, way: string): boolean {
  const ways = parameters.get('validationmethods');
  return ways === undefined || ways.split(',').some((each) => each.trim() === way);
}

function says(at: string, records: readonly string[]): string {
  const all = records.map((record) => record.replace(/^(\d+ \S+) (.*)$/s, '$1 "$2"')).join(', ');
  return `CAA records list who may make certificates for a domain; those at ${at} are: ${all}.`;
}
