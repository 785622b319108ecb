import { isWithin } from '../address/within.ts';
import { limitsOf } from '../certificate-authorities.ts';
import { historyFile } from '../certificates/account-files.ts';
import type { CertificateOrder } from '../certificates/certificate-action.ts';
import { forecast, type OrderAhead } from '../certificates/forecast.ts';
import { type PastOrder, readHistory } from '../certificates/order-history.ts';
import { jitterOf, renewalTime } from '../certificates/renewal-time.ts';
import { isCovered, isStarred } from '../dns/hostname.ts';
import { type Facts, query } from '../facts/facts.ts';
import type { CertificateFact } from '../facts/objects.ts';
import type { Goal } from '../goal.ts';
import {
  ACCOUNTS,
  authorityFile,
  CHALLENGES,
  certificateFile,
  certificateFolder,
} from '../paths.ts';
import { heldUntil } from '../renewal/hold.ts';
import { sha256 } from '../text/sha256.ts';
import { type Check, HOLDS, lacks, type Step } from './step.ts';

/** There is a certificate for all names, and it is not due. */
export function certificateObtain(goal: Goal, now: Date): Step {
  const { host, install, names, certificate } = goal;
  const byRecords = certificate.wishes?.proof === 'dns-01';
  const found = query('certificate', host, certificateFile(install));
  const authority = query('file', host, authorityFile(install));
  const renewal = query('renewal', host);
  const limits = limitsOf(certificate.directory);
  // Where no limits are known, nothing can be foreseen.
  const past = limits
    ? [query('textFile', host, historyFile(ACCOUNTS, certificate.directory))]
    : [];
  const fromThere = (facts: Facts) =>
    facts.get(authority)?.sha256 === sha256(authorityText(certificate.directory));
  const check = (facts: Facts): Check => {
    const present = facts.get(found);
    if (!present) return lacks('There is no certificate yet.');
    const missing = names.filter((name) => !isCovered(name, present.names));
    if (missing.length > 0) return lacks(`The certificate does not name ${missing.join(', ')}.`);
    if (!fromThere(facts)) {
      return lacks('The certificate is from another certificate authority.');
    }
    if (!present.keyFits) return lacks('The certificate and its key do not belong together.');
    const held = facts.get(renewal)?.installs[install]?.held;
    if (heldUntil(held, present, now)) return HOLDS;
    const { due } = renewalTime(present, null, now, jitterOf(`${host} ${install}`));
    return due ? lacks(`The certificate ends on ${present.until}.`) : HOLDS;
  };
  return {
    id: 'certificate.obtain',
    title: `Get a certificate for ${names.join(' and ')} from ${certificate.authority}`,
    because: () =>
      certificate.rehearsal === null
        ? undefined
        : `It is rehearsed at ${certificate.authority}'s practice address first, so that a mistake does not count against you.`,
    needs: [
      goal.front && !byRecords ? 'front.passed-on' : 'front.start',
      ...(goal.trustNames ? [] : ['name.record']),
    ],
    sees: [found, authority, renewal],
    weighs: past,
    check,
    foresees: (facts) => {
      const history = readHistory(past.flatMap((each) => facts.get(each) ?? []).join('\n'));
      const { names: ordered } = certificateOrder(goal);
      const present = fromThere(facts) ? (facts.get(found) ?? null) : null;
      const exempt = limits?.exemptsRenewals ? renewalOf(present, ordered, history) : 'no';
      const order = { authority: certificate.authority, limits, names: ordered, history, exempt };
      return forecast(order, now);
    },
    actions: () => [
      {
        do: 'certificate',
        order: certificateOrder(goal),
        ...(byRecords && goal.dns && { account: goal.dns }),
      },
    ],
  };
}

/** CAs backdate certificates, against clocks that are behind (Let's Encrypt: an hour). */
const BACKDATED_MS = 2 * 3600 * 1000;

/** Whether the CA takes the order for a renewal: once for each certificate, if a name is the same. */
function renewalOf(
  present: CertificateFact | null,
  names: readonly string[],
  history: readonly PastOrder[],
): OrderAhead['exempt'] {
  const shared = (some: readonly string[]) => some.some((name) => names.includes(name));
  if (present === null || !shared(present.names)) return 'no';
  const made = Date.parse(present.from) + BACKDATED_MS;
  const later = history.some(
    ({ at, outcome, names: some }) => outcome === 'issued' && shared(some) && Date.parse(at) > made,
  );
  return later ? 'perhaps' : 'yes';
}

/** What is asked of the CA, and where its files lie on the host. */
export function certificateOrder(goal: Goal): CertificateOrder {
  const { install, names, certificate } = goal;
  // Beside its star, a CA may refuse a name as one too many (Let's Encrypt: "redundant").
  const stars = names.filter(isStarred);
  return {
    names: names.filter((name) => isStarred(name) || !isCovered(name, stars)),
    directory: certificate.directory,
    rehearsal: certificate.rehearsal,
    email: certificate.email,
    accounts: ACCOUNTS,
    challenges: CHALLENGES,
    folder: certificateFolder(install),
    ...(isWithin(goal) && { unseen: true }),
    ...certificate.wishes,
  };
}

/** What lies beside a certificate, to tell which CA it is from. */
export function authorityText(directory: string): string {
  return `${directory}\n`;
}
