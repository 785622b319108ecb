import type { CertificateAction } from '../certificates/certificate-action.ts';
import { isCovered } from '../dns/hostname.ts';
import { query } from '../facts/facts.ts';
import type { Goal } from '../goal.ts';
import { certificateFile, rehearsalFolder } from '../paths.ts';
import { onlyThose } from '../plan.ts';
import { sh } from '../shell.ts';
import { HOLDS, lacks, type Step } from '../steps/step.ts';
import { certificateOnAll } from '../swarm/carriers.ts';
import { whyThen } from './due.ts';
import type { RenewalWish } from './renewal-wish.ts';

/** What a balancer in front shows is handed over to it. */
const HANDED = 'balancer.hand-over';

/** What renewing takes: these steps of the whole job, where it has them. */
const STEPS: readonly string[] = [
  ...['certificate.obtain', 'app.certificate', 'site.open', HANDED],
];

/**
 * The steps that renew one install's certificate, and none besides. `before` is when the present
 * certificate begins (ISO 8601), null where there is none: only another one will do. `stamp` tells
 * this rehearsal from earlier ones.
 */
export function renewalSteps(
  all: readonly Step[],
  goal: Goal,
  wish: RenewalWish,
  { before, stamp }: { readonly before: string | null; readonly stamp: string },
): Step[] {
  const { cluster, certificate } = goal;
  const handed = certificate.handsTo !== undefined;
  // On several servers, another web server has the site.
  const steps = onlyThose(all, cluster ? STEPS.filter((id) => id !== 'site.open') : STEPS);
  const because = () =>
    [wish.why, wish.due?.due && wish.until ? whyThen(wish.due, wish.until) : '']
      .filter(Boolean)
      .join(' ') || undefined;
  switch (wish.does) {
    case 'renew': {
      const renewed = steps.map((step) =>
        step.id === 'certificate.obtain' ? anew(step, goal, before, because) : step,
      );
      const [obtain, ...rest] = renewed;
      if (!obtain) return [];
      if (cluster && !handed) return [obtain, after(obtain, certificateOnAll(goal))];
      return [obtain, ...rest.map((step) => (step.id === HANDED ? after(obtain, step) : step))];
    }
    case 'rehearse':
      return steps.flatMap((step) =>
        step.id === 'certificate.obtain' ? [rehearsed(step, goal, stamp)] : [],
      );
    case 'wait':
    case 'impossible':
      return [];
  }
}

/** The plan tells beforehand what comes of it. */
function after(obtain: Step, step: Step): Step {
  return {
    ...step,
    needs: [...new Set([...step.needs, obtain.id])],
    sees: [...step.sees, ...obtain.sees],
    check: (facts) => (obtain.check(facts).holds ? step.check(facts) : lacks('It comes first.')),
  };
}

/** Holds only once another certificate lies there. What worked before needs no rehearsal. */
function anew(
  step: Step,
  goal: Goal,
  before: string | null,
  because: () => string | undefined,
): Step {
  const found = query('certificate', goal.host, certificateFile(goal.install));
  return {
    ...step,
    title: `Renew the certificate of ${goal.names.join(' and ')} at ${goal.certificate.authority}`,
    because,
    check: (facts) =>
      before !== null && facts.get(found)?.from === before
        ? lacks('The certificate was not renewed yet.')
        : step.check(facts),
    actions: (facts) =>
      step
        .actions(facts)
        .map((action) =>
          action.do === 'certificate' ? withOrder(action, { rehearsal: null }) : action,
        ),
  };
}

/** The same order at the CA's practice address, into a folder that nobody serves. */
function rehearsed(step: Step, { host, names, certificate }: Goal, stamp: string): Step {
  const folder = rehearsalFolder(stamp);
  const found = query('certificate', host, `${folder}/fullchain.pem`);
  return {
    id: 'certificate.rehearse',
    title: `Rehearse the renewal for ${names.join(' and ')} at ${certificate.authority}'s practice address`,
    because: () => 'Its certificate is thrown away. What visitors get stays as it is.',
    needs: [],
    sees: [found],
    check: (facts) => {
      const got = facts.get(found);
      const good = got?.keyFits && names.every((name) => isCovered(name, got.names));
      return good ? HOLDS : lacks('Nothing was rehearsed yet.');
    },
    actions: (facts) => [
      {
        do: 'run',
        // Earlier rehearsals; this one goes with the next, or with the next start of the server.
        command: sh`rm -rf ${rehearsalFolder('')}`,
        patienceSeconds: 30,
      },
      ...step.actions(facts).flatMap((action) => {
        const directory = action.do === 'certificate' ? action.order.rehearsal : null;
        if (action.do !== 'certificate' || directory === null) return [];
        // A new account: a CA does not look again at what it proved for an account before.
        return [
          withOrder(action, { directory, rehearsal: null, folder, accounts: `${folder}/accounts` }),
        ];
      }),
    ],
  };
}

function withOrder(
  action: CertificateAction,
  changed: Partial<CertificateAction['order']>,
): CertificateAction {
  return { ...action, order: { ...action.order, ...changed } };
}
