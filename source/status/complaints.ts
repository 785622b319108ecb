import type { RenewalTime } from '../certificates/renewal-time.ts';
import type { CertificateFact, ContainerFact } from '../facts/objects.ts';
import type { WebsiteFact } from '../facts/outside.ts';
import { ago } from '../hosts/remembered.ts';
import { badOf } from '../renewal/notices.ts';
import type { InstallState } from '../renewal/state.ts';
import { FROM_WITHIN } from '../steps/outside-check.ts';
import { dayOf } from '../text/day.ts';
import { aboutCluster, type ClusterStatus } from './cluster-status.ts';
import { type Complaint, DAY, daysLeft, SOON_DAYS, stateOf, times } from './install-status.ts';

/** What was seen of an install. */
export interface Sights {
  readonly container: ContainerFact | null;
  readonly cluster: ClusterStatus | null;
  /** Its owner wants it not to run. */
  readonly stopped: boolean;
  /** See `InstallStatus`. */
  readonly movedTo: string | null;
  readonly website: WebsiteFact | undefined;
  /** We may be in the server's own network: see `isWithin`. */
  readonly within: boolean;
  /** Whether the website's status is one that the app gives where all is well. */
  readonly wellAnswered: (status: number) => boolean;
  readonly certificate: CertificateFact | null;
  /** The install has none, and wants none. */
  readonly withoutCertificate: boolean;
  /** Whether there is an authority that renews it, or somebody made it elsewhere. */
  readonly renewable: boolean;
  readonly due: RenewalTime | null;
  /** Of the unattended renewal; undefined where there is none. */
  readonly renewal: InstallState | undefined;
  readonly now: Date;
}

/** What is wrong, the gravest first. */
export function complaintsAbout(app: string, address: string, sights: Sights): Complaint[] {
  return [
    ...(sights.stopped
      ? [...aboutStopped(app, sights), ...(sights.cluster ? aboutCluster(app, sights.cluster) : [])]
      : [
          ...(sights.cluster ? aboutCluster(app, sights.cluster) : aboutContainer(app, sights)),
          ...aboutWebsite(address, sights),
        ]),
    // Where it was moved from, nobody is shown one any more.
    ...(sights.movedTo === null ? aboutCertificate(sights) : []),
  ].sort((one, other) => RANK[one.status] - RANK[other.status]);
}

const RANK = { stops: 0, warning: 1 } as const;
const DOCTOR = 'npx setup-server doctor says more; npx setup-server puts it right.';

function aboutStopped(app: string, { container, cluster, movedTo }: Sights): Complaint[] {
  const state = stateOf(container);
  const runs = cluster?.parts.some(({ running }) => running > 0);
  if (!runs && (state === 'stopped' || state === 'missing')) return [];
  if (movedTo !== null)
    return [
      {
        status: 'stops',
        text: `${app} was moved to ${movedTo}, and runs here as well`,
        advice: 'npx setup-server stop stops it here: else each gets a part of what people send.',
      },
    ];
  const advice = 'npx setup-server stop stops it again; npx setup-server start lets visitors in.';
  return [{ status: 'warning', text: `${app} was stopped by its owner, and runs`, advice }];
}

function aboutContainer(app: string, { container, now }: Sights): Complaint[] {
  switch (stateOf(container)) {
    case 'missing':
      return [{ status: 'stops', text: `${app} is not there any more`, advice: DOCTOR }];
    case 'stopped':
      return [{ status: 'stops', text: `${app} does not run`, advice: DOCTOR }];
    case 'restarting':
      return [{ status: 'stops', text: `${app} stops again and again`, advice: DOCTOR }];
    case 'up':
      break;
  }
  const { restarts = 0, startedAt = '', health } = container ?? {};
  if (health === 'unhealthy')
    return [
      { status: 'warning', text: `${app} says of itself that it is not well`, advice: DOCTOR },
    ];
  // Docker counts since the container was made; only what was lately says something.
  const lately = now.getTime() - Date.parse(startedAt) < DAY;
  const text = `${app} stopped by itself, ${times(restarts)} so far, and was started again ${ago(startedAt, now.toISOString())}`;
  return restarts > 0 && lately ? [{ status: 'warning', text, advice: DOCTOR }] : [];
}

function aboutWebsite(address: string, { website, wellAnswered, within }: Sights): Complaint[] {
  if (!website) return [];
  if (!website.reached) {
    const text = `${address} cannot be reached from this computer: ${website.says.replace(/\.$/, '')}`;
    return [
      within
        ? { status: 'warning', text, advice: FROM_WITHIN }
        : { status: 'stops', text, advice: DOCTOR },
    ];
  }
  if (wellAnswered(website.status)) return [];
  return [
    { status: 'stops', text: `${address} answers with status ${website.status}`, advice: DOCTOR },
  ];
}

function aboutCertificate({
  certificate,
  withoutCertificate,
  renewable,
  due,
  renewal,
  now,
}: Sights): Complaint[] {
  const advice = renewable
    ? 'npx setup-server renew renews it now, and shows what is in the way.'
    : 'Get a new one where it is from, and give it to npx setup-server.';
  if (withoutCertificate) return [];
  if (!certificate) return [{ status: 'stops', text: 'There is no certificate', advice }];
  const end = dayOf(certificate.until);
  if (Date.parse(certificate.until) <= now.getTime())
    return [{ status: 'stops', text: `The certificate has ended (${end})`, advice }];
  if (!certificate.keyFits)
    return [
      { status: 'stops', text: 'The certificate and its key do not belong together', advice },
    ];
  if (!renewable && daysLeft(certificate.until, now) < SOON_DAYS)
    return [{ status: 'warning', text: `The certificate ends on ${end}, and is your own`, advice }];
  const bad = renewal ? badOf(renewal, now) : [];
  const says = renewal?.lastTry?.outcome === 'failed' ? `: ${renewal.lastTry.says}` : '';
  if (bad.length > 0) {
    const text = `The certificate could not be renewed so far, and ends on ${end}${says.replace(/\.$/, '')}`;
    return [{ status: 'warning', text, advice }];
  }
  if (!renewal && due?.due)
    return [
      {
        status: 'warning',
        text: `The certificate is due to be renewed; it ends on ${end}`,
        advice,
      },
    ];
  return [];
}
