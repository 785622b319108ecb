import { bothForms } from '../../dns/hostname.ts';
import { judgeName, type PublicAddresses } from '../../dns/judge-name.ts';
import { warningAboutSuffix } from '../../dns/shared-suffix.ts';
import type { Finding } from '../finding.ts';
import type { NameFact } from '../outside.ts';

const TOLD = 'what to do about it comes next';

/** A name that leads elsewhere is no reason to stop: it may have been made a minute ago. */
export function nameFinding(fact: NameFact, name: string, host?: PublicAddresses): Finding {
  const found = [...fact.a, ...fact.aaaa];
  const shown = bothForms(name);
  const shared = warningAboutSuffix(name);
  if (host) {
    const judgement = judgeName(name, fact, host);
    if (!judgement.points) {
      const next = judgement.create.length > 0 ? TOLD : undefined;
      const note = shared ?? next;
      return { status: 'warning', text: judgement.why.replace(/\.$/, ''), ...(note && { note }) };
    }
    const text = `${shown} leads to this server`;
    if (shared) return { status: 'warning', aside: true, text, note: shared };
    return { status: 'good', text, note: found.join(', ') };
  }
  if (fact.problem !== null) {
    return { status: 'warning', text: `${shown} could not be looked up`, note: fact.problem };
  }
  if (found.length === 0) {
    return { status: 'warning', text: `${shown} has no address yet`, note: TOLD };
  }
  return { status: 'good', text: `${shown} leads to ${found.join(', ')}` };
}
