import { isCovered } from '../dns/hostname.ts';
import { query } from '../facts/facts.ts';
import type { Goal } from '../goal.ts';
import { certificateFile } from '../paths.ts';
import { afterTheirNeeds } from './elsewhere.ts';
import { opening } from './site-open.ts';
import { HOLDS, type Step } from './step.ts';

const DAY_MS = 24 * 3600 * 1000;

/**
 * Where an app comes from another server, it is at work here with the certificate that came along,
 * before its name is switched: nobody meets it half done.
 */
export function nameAfterApp(steps: readonly Step[], goal: Goal, now: Date): Step[] {
  const { revision } = goal;
  if (revision?.kind === 'restore' && revision.coming !== undefined)
    return afterTheirNeeds(steps.map(certificateAfterData));
  if (revision?.kind !== 'move') return [...steps];
  const data = revision.backup ? 'data.restore' : 'move.forget';
  const named = steps.some(({ id }) => id === 'name.record') ? ['name.record'] : [];
  const late = steps.map((step) => {
    const { id, needs } = step;
    if (id.startsWith('certificate.')) {
      const others = needs.filter((each) => !NAMES.includes(each));
      return { ...goodForNow(step, goal, now), needs: [...others, data] };
    }
    if (NAMES.includes(id)) return { ...step, needs: [...needs, opening(goal)] };
    if (id === 'website.check') return { ...step, needs: [...needs, ...named] };
    return step;
  });
  return afterTheirNeeds(late);
}

/** The one in the copy may be good still. */
function certificateAfterData(step: Step): Step {
  if (!step.id.startsWith('certificate.')) return step;
  return { ...step, needs: [...step.needs, 'data.restore'] };
}

/** What can only be so once the names lead here. */
const NAMES: readonly string[] = ['name.record', 'outside.check', 'front.passed-on'];

/** It may be due here within the day; it is renewed once its name leads here. */
function goodForNow(step: Step, { host, install, names }: Goal, now: Date): Step {
  if (step.id !== 'certificate.obtain') return step;
  const found = query('certificate', host, certificateFile(install));
  return {
    ...step,
    check: (facts) => {
      const present = facts.get(found);
      const good =
        present?.keyFits &&
        names.every((name) => isCovered(name, present.names)) &&
        Date.parse(present.until) > now.getTime() + DAY_MS;
      return good ? HOLDS : step.check(facts);
    },
  };
}
