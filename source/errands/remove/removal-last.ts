import type { Action } from '../../action.ts';
import { ADDRESS_JOB } from '../../address/job.ts';
import { ADDRESS_SCRIPT } from '../../address/run-script.ts';
import type { Distribution } from '../../distributions/distribution.ts';
import { type Facts, query } from '../../facts/facts.ts';
import { SHARED } from '../../facts/installs/traces.ts';
import { FRONT_CONTAINER, FRONT_IMAGE } from '../../front/container.ts';
import type { Goal } from '../../goal.ts';
import {
  ACCOUNTS,
  ADDRESS,
  ADDRESS_STATE,
  CHALLENGES,
  CHANGES,
  FRONT_FOLDER,
  RENEWAL,
  RENEWAL_STATE,
  TIMETABLE,
  TIMETABLE_STATE,
} from '../../paths.ts';
import { RENEWAL_JOB } from '../../renewal/job.ts';
import { RENEWAL_SCRIPT } from '../../renewal/run-script.ts';
import { sh } from '../../shell.ts';
import { RENEWAL_IMAGE } from '../../steps/server-program.ts';
import { HOLDS, lacks, type Step } from '../../steps/step.ts';
import { TIMETABLE_JOB } from '../../timetable/job.ts';
import { TIMETABLE_SCRIPT } from '../../timetable/run-script.ts';
import { imagesRemove, networkRemove } from './removal-steps.ts';

/**
 * What all installs share goes with the last one. Whoever sets up another one meanwhile needs it:
 * each step looks at that once more.
 */
export function lastSteps(
  goal: Goal,
  distribution: Distribution,
  needs: readonly string[],
): Step[] {
  const { host, install } = goal;
  const steps = [
    jobsEnd(host, distribution),
    frontRemove(host),
    networkRemove(host, SHARED, ['front.remove', ...needs]),
    imagesRemove(
      host,
      SHARED,
      'images.remove.shared',
      [FRONT_IMAGE, RENEWAL_IMAGE],
      ['front.remove', 'jobs.remove'],
    ),
    foldersRemove(host),
    groupLeave(host, distribution),
  ];
  const installs = query('installs', host);
  const others = (facts: Facts) => (facts.get(installs) ?? []).some((each) => each !== install);
  return steps.map((step) => ({
    ...step,
    needs: [...needs, ...step.needs.filter((id) => !needs.includes(id))],
    sees: [installs, ...step.sees],
    check: (facts) => (others(facts) ? HOLDS : step.check(facts)),
  }));
}

function run(command: ReturnType<typeof sh>): Action {
  return { do: 'run', command, patienceSeconds: 120 };
}

function jobsEnd(host: string, { services }: Distribution): Step {
  const traces = query('traces', host, SHARED);
  const jobs = [
    services.repeat({
      ...{ name: RENEWAL_JOB, does: '', script: RENEWAL_SCRIPT, often: 'hourly' },
    }),
    services.repeat({
      ...{ name: ADDRESS_JOB, does: '', script: ADDRESS_SCRIPT, often: 'every-few-minutes' },
    }),
    services.repeat({
      ...{ name: TIMETABLE_JOB, does: '', script: TIMETABLE_SCRIPT, often: 'every-few-minutes' },
    }),
  ];
  return {
    id: 'jobs.remove',
    title:
      'End what renews certificates, follows the address and copies data: nothing is left of it',
    needs: [],
    sees: [traces],
    check: (facts) =>
      facts.get(traces)?.files.some((path) => /^\/etc\/(systemd|periodic)\//.test(path))
        ? lacks('A timer starts it still.')
        : HOLDS,
    actions: () => jobs.map(({ stop }) => run(stop)),
  };
}

function frontRemove(host: string): Step {
  const traces = query('traces', host, SHARED);
  return {
    id: 'front.remove',
    title: 'Remove the front web server: no app is behind it any more',
    needs: [],
    sees: [traces],
    check: (facts) =>
      facts.get(traces)?.containers.length === 0 ? HOLDS : lacks('It is there still.'),
    actions: () => [run(sh`docker rm -f ${FRONT_CONTAINER}`)],
  };
}

/** Whom setup-server let use Docker, its log says; who could before is left as they were. */
function groupLeave(host: string, { accounts }: Distribution): Step {
  const traces = query('traces', host, SHARED);
  const users = (facts: Facts) => facts.get(traces)?.dockerUsers ?? [];
  return {
    id: 'group.leave',
    title: (facts) => {
      const who = users(facts).join(' and ');
      return `Take back what ${who === '' ? 'a login' : who} was given: to use Docker as root can`;
    },
    // Whatever needs Docker comes before.
    needs: ['network.remove.shared', 'images.remove.shared'],
    sees: [traces],
    check: (facts) =>
      users(facts).length === 0 ? HOLDS : lacks(`${users(facts).join(' and ')} may use it still.`),
    actions: (facts) => users(facts).map((user) => run(accounts.removeFromGroup(user, 'docker'))),
  };
}

function foldersRemove(host: string): Step {
  const traces = query('traces', host, SHARED);
  const folders = [
    ...[FRONT_FOLDER, ACCOUNTS, RENEWAL, ADDRESS, TIMETABLE],
    ...[CHALLENGES, RENEWAL_STATE, ADDRESS_STATE, TIMETABLE_STATE, CHANGES],
  ];
  return {
    id: 'folders.remove',
    title: `Remove what all apps shared: ${folders.slice(0, 3).join(', ')} and the like`,
    because: () =>
      'The accounts at certificate authorities are among it; a new one is opened by itself.',
    needs: ['front.remove', 'jobs.remove'],
    sees: [traces],
    check: (facts) => {
      const left = facts.get(traces)?.files.find((path) => folders.includes(path));
      return left === undefined ? HOLDS : lacks(`${left} is there still.`);
    },
    actions: () => [run(sh`rm -rf ${folders}`)],
  };
}
