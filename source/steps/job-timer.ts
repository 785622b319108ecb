import type { RepeatedJob } from '../distributions/distribution.ts';
import { query } from '../facts/facts.ts';
import type { Goal } from '../goal.ts';
import { inOrder } from '../shell.ts';
import type { Ground } from './ground.ts';
import { checkFile, fileQuery, writeFile } from './known-file.ts';
import { HOLDS, lacks, type Step } from './step.ts';

interface JobTimer extends Pick<Step, 'id' | 'title' | 'needs'> {
  readonly job: RepeatedJob;
  /** The fact that tells whether the timer counts. */
  readonly seenBy: 'addressUpdates' | 'renewal' | 'timetable';
  /** What is said as long as it does not. */
  readonly lacking: string;
  /** Where to read what a run of it said; '' where a run by hand says all. */
  readonly says?: string;
}

/** Something on the server starts a job of ours again and again: its files are there, and it counts. */
export function jobTimer(
  { host }: Pick<Goal, 'host'>,
  { distribution }: Ground,
  { job, seenBy, lacking, says = '', ...of }: JobTimer,
): Step {
  const { files, start, now } = distribution.services.repeat(job);
  const seen = query(seenBy, host);
  return {
    ...of,
    sees: [...files.map((file) => fileQuery(host, file)), seen],
    check: (facts) => {
      const missing = files.map((file) => checkFile(facts, host, file)).find(({ holds }) => !holds);
      if (missing) return missing;
      return facts.get(seen)?.timer === 'active' ? HOLDS : lacks(lacking);
    },
    actions: (facts) => [
      ...files.filter((file) => !checkFile(facts, host, file).holds).map(writeFile),
      { do: 'run', command: inOrder(start), patienceSeconds: 60 },
    ],
    remedies: [`On the server: ${now}${says}`],
  };
}
