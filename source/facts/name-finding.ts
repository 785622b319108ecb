import { judgeName, type PublicAddresses } from '../dns/judge-name.ts';
import type { Finding } from './finding.ts';
import type { NameFact } from './outside.ts';

/** A name that leads elsewhere is no reason to stop: it may have been made a minute ago. */
export function nameFinding(fact: NameFact, name: string, host?: PublicAddresses): Finding {
  const found = [...fact.a, ...fact.aaaa];
  if (host) {
    const judgement = judgeName(name, fact, host);
    return judgement.points
      ? { status: 'good', text: `${name} leads to this server`, note: found.join(', ') }
      : { status: 'warning', text: judgement.why };
  }
  if (fact.problem !== null) {
    return { status: 'warning', text: `${name} could not be looked up`, note: fact.problem };
  }
  if (found.length === 0) {
    return { status: 'warning', text: `${name} has no address yet`, note: 'we tell what to do' };
  }
  return { status: 'good', text: `${name} leads to ${found.join(', ')}` };
}
