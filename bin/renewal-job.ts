import type { Source } from '../source/answers/given.ts';
import type { Facts } from '../source/facts/facts.ts';
import type { RememberedHost } from '../source/facts/installs/remembered.ts';
import type { Secret } from '../source/secrets/secret.ts';
import type { EndingCertificate } from '../source/status/ending-certificates.ts';
import { RenewalErrand } from '../source/status/renewal-errand.ts';
import { renewalScript, WHICH_INSTALL } from '../source/status/renewal-script.ts';
import type { RenewalWish } from '../source/status/renewal-wish.ts';
import type { ErrandJob } from './errand-job.ts';
import type { Job } from './job.ts';
import { authorOf } from './operator.ts';

/** What each way of talking about renewals gets. */
export interface RenewalJob extends Job {
  readonly hosts: readonly RememberedHost[];
  /** What is known before anything was looked at. */
  readonly facts: Facts;
  readonly secrets: Secret[];
}

/** What the flags ask for; `tell` hears what is to be done about each certificate. */
function errandFor(
  { parsed: { switches }, world }: Pick<Job, 'parsed' | 'world'>,
  tell: (wish: RenewalWish) => void,
): RenewalErrand {
  const wishes = { force: switches.has('force'), rehearse: switches.has('dry-run') };
  return new RenewalErrand(wishes, () => authorOf(world), tell);
}

/** The same, as a part of the job. */
export function renewalErrand(
  job: Pick<Job, 'parsed' | 'world'>,
  tell: (wish: RenewalWish) => void,
): ErrandJob {
  return {
    doing: 'Renewing',
    heading: 'Certificates',
    script: renewalScript,
    errand: errandFor(job, tell),
  };
}

/** The job with an install that was chosen on the wizard's first screen. */
export function renewalOf(
  job: Job,
  { host, install }: Pick<EndingCertificate, 'host' | 'install'>,
  facts: Facts,
): RenewalJob {
  const origin = { from: 'flag', where: 'the first screen' } as const;
  const given = new Map([...job.source.given, ['host.kind', { value: host, origin }]] as const);
  const source = withInstall({ ...job.source, given }, install);
  return { ...job, source, facts, hosts: [], secrets: [] };
}

/** That certificate and no other. */
export function withInstall(source: Source, install: string): Source {
  const origin = { from: 'flag', where: '--install' } as const;
  return {
    ...source,
    given: new Map([...source.given, [WHICH_INSTALL, { value: install, origin }]]),
  };
}
