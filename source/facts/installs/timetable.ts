import { TIMETABLE, TIMETABLE_STATE } from '../../paths.ts';
import { sh } from '../../shell.ts';
import { isLate } from '../../timetable/decide.ts';
import { TIMETABLE_JOB } from '../../timetable/job.ts';
import { readTimetableOrderText, type TimetableOrder } from '../../timetable/order.ts';
import { NEW_COPY_STATE, readTimetableState, type TimetableState } from '../../timetable/state.ts';
import type { Finding } from '../finding.ts';
import { askTimer, readTimer, type TimerState } from '../machine/timer.ts';
import { type HostProbe, SAYS, unreadable } from '../probe.ts';

export interface TimetableFact extends TimetableState {
  readonly timer: TimerState;
  /** When this was seen, by our clock (ISO 8601). */
  readonly seenAt: string;
  readonly orders: readonly TimetableOrder[];
}

const STATE = '--state';
const ORDER = '--order';

/** Null where nothing is copied by a timetable. */
export const timetableProbe: HostProbe<'timetable'> = {
  fact: 'timetable',
  slow: true,
  command: () => sh`
    [ -d ${TIMETABLE} ] || exit ${SAYS.absent}
    ${askTimer(TIMETABLE_JOB, 'every-few-minutes')}
    for each in ${`${TIMETABLE}/installs`}/*.json; do
      [ ! -f "$each" ] || { echo ${ORDER}; cat "$each"; }
    done
    echo ${STATE}
    cat ${`${TIMETABLE_STATE}/state.json`} 2>/dev/null
    :
  `,
  parse: (reply, subject, { after }) => {
    if (reply.code === SAYS.absent) return null;
    const [above = '', state] = reply.stdout.split(`${STATE}\n`);
    if (reply.code !== 0 || state === undefined) throw unreadable('timetable', subject, reply);
    const [timer = '', ...orders] = above.split(`${ORDER}\n`);
    return {
      ...readTimetableState(state),
      timer: readTimer(timer),
      seenAt: new Date(after * 1000).toISOString(),
      orders: orders.flatMap((text) => readTimetableOrderText(text) ?? []),
    };
  },
};

const ADVICE = 'npx setup-server backup make copies them now, and shows what is in the way.';

export function timetableFinding(fact: TimetableFact | null): Finding | undefined {
  if (fact === null || fact.orders.length === 0) return undefined;
  const labels = fact.orders.map(({ label }) => label).join(' and ');
  const now = new Date(fact.seenAt);
  for (const order of fact.orders) {
    const state = fact.installs[order.install] ?? NEW_COPY_STATE;
    if (state.trouble)
      return {
        status: 'warning',
        text: `The last copy of the data of ${order.label} by the timetable went wrong`,
        note: state.trouble.says,
        advice: [ADVICE, `On the server: journalctl -u ${TIMETABLE_JOB} -n 50`],
      };
    if (fact.timer === 'active' && isLate(order, state, now))
      return {
        status: 'warning',
        text: `The data of ${order.label} should have been copied by now`,
        note: state.last ? `the last time on ${state.last.at.slice(0, 10)}` : 'they never were',
        advice: [ADVICE, `On the server: journalctl -u ${TIMETABLE_JOB} -n 50`],
      };
  }
  if (fact.timer === 'inactive') {
    return {
      status: 'warning',
      text: `Nothing starts the copies of the data of ${labels}`,
      note: 'the timer is off',
      advice: [
        'npx setup-server puts it right.',
        `On the server: systemctl enable --now ${TIMETABLE_JOB}.timer`,
      ],
    };
  }
  return { status: 'good', text: `The data of ${labels} are copied by a timetable`, quiet: true };
}
