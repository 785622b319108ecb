import { previousFolder } from '../certificates/previous.ts';
import type { RenewalTime } from '../certificates/renewal-time.ts';
import type { CertificateFact } from '../facts/objects.ts';
import type { Goal } from '../goal.ts';
import { certificateFile, certificateFolder } from '../paths.ts';
import type { Receipt } from '../receipt.ts';
import { dayOf } from '../text/day.ts';
import { whyThen } from './due.ts';
import type { RenewalWish } from './renewal-wish.ts';

/** The last page of a renewal: what lies there now. `wish` is of what was there before. */
export function renewalReceipt(
  { names, install, certificate: { authority } }: Goal,
  wish: RenewalWish,
  now: CertificateFact | null,
  next: RenewalTime | null,
): Receipt {
  const [name] = names;
  const until = now ? dayOf(now.until) : '';
  const lines = [
    {
      label: 'Certificate',
      text: `${certificateFile(install)}, until ${until}, by ${now?.issuer ?? authority}`,
    },
    ...(next && now
      ? [{ label: 'Next time', text: whyThen({ ...next, at: next.at.toISOString() }, now.until) }]
      : []),
  ];
  switch (wish.does) {
    case 'renew':
      return {
        headline: `${name} has a new certificate, until ${until}`,
        ...(now && { ends: { name, until: now.until } }),
        lines: [
          ...lines,
          ...(wish.until === null
            ? []
            : [
                {
                  label: 'Before',
                  text: `The one until ${dayOf(wish.until)} is kept in ${previousFolder(certificateFolder(install))}.`,
                },
              ]),
        ],
      };
    case 'rehearse':
      return {
        headline: `The rehearsal went well: the certificate of ${name} can be renewed`,
        lines: [{ label: 'Visitors', text: 'get the same certificate as before.' }, ...lines],
      };
    case 'wait':
    case 'impossible':
      return {
        headline: `The certificate of ${name} need not be renewed yet`,
        lines: [
          ...lines,
          { label: 'All the same', text: 'npx setup-server renew --force gets a new one now.' },
        ],
      };
  }
}
