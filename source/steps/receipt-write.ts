import type { Facts } from '../facts/facts.ts';
import type { Goal } from '../goal.ts';
import { receiptFile } from '../paths.ts';
import { receiptFor, receiptQueries, receiptText } from '../receipt.ts';
import { checkFile, fileQuery, type KnownFile, writeFile } from './known-file.ts';
import { opening } from './site-open.ts';
import type { Step } from './step.ts';

/** The last page, kept on the server for whoever comes next. */
export function receiptWrite(goal: Goal): Step {
  const { host, install } = goal;
  const { certificate, image } = receiptQueries(goal);
  // The server does not renew a person's own, so its end stands there.
  const ends = goal.certificate.use === 'own-files' ? [certificate] : [];
  const path = receiptFile(install);
  const file = (facts: Facts): KnownFile => {
    return { path, text: receiptText(receiptFor(goal, facts, 'lasting')), mode: '600' };
  };
  return {
    id: 'receipt.write',
    title: `Leave a page with all that matters on the server (${path})`,
    needs: [opening(goal)],
    sees: [fileQuery(host, { path }), image, ...ends],
    check: (facts) => checkFile(facts, host, file(onlyWhatStays(facts))),
    actions: (facts) => [writeFile(file(onlyWhatStays(facts)))],
  };

  /** Whether the default sign-in still works may change any day: that is for the screen. */
  function onlyWhatStays(facts: Facts): Facts {
    return facts.without('');
  }
}
