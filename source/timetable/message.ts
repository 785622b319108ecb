import { TIMETABLE_LOG } from '../paths.ts';
import type { Message } from '../renewal/message.ts';
import { dayOf } from '../text/day.ts';
import { TIMETABLE_JOB } from './job.ts';
import type { TimetableOrder } from './order.ts';
import type { CopyState } from './state.ts';

/** What a person is told of copies that could not be sent away, or are sent again where `says` is ''. */
export function awayMessage(
  { install, label }: Pick<TimetableOrder, 'install' | 'label'>,
  bucket: string,
  says: string,
): Message {
  const details = { install, app: label, bucket };
  if (says === '') {
    return {
      event: 'copy.sent-again',
      title: `${label} (${install}): copies of its data are sent again`,
      lines: [`All is well. The last one is in the bucket ${bucket}.`],
      bad: false,
      details,
    };
  }
  return {
    event: 'copy.not-sent',
    title: `${label} (${install}): a copy of its data could not be sent away`,
    lines: [
      says,
      `It stays on the server, and is tried again every hour: to the bucket ${bucket}.`,
      `On the server: tail ${TIMETABLE_LOG}`,
    ],
    bad: true,
    details,
  };
}

/** What a person is told of an app whose data could not be copied, or are copied again. */
export function copyMessage(
  { install, label }: Pick<TimetableOrder, 'install' | 'label'>,
  news: 'failing' | 'works-again',
  { last, trouble }: CopyState,
): Message {
  const details = { install, app: label, last: last?.at ?? null };
  if (news === 'works-again') {
    return {
      event: 'copy.works-again',
      title: `${label} (${install}): its data are copied again`,
      lines: [`All is well. The last copy is of ${last ? dayOf(last.at) : 'today'}.`],
      bad: false,
      details,
    };
  }
  return {
    event: 'copy.failing',
    title: `${label} (${install}): the copy of its data by the timetable went wrong`,
    lines: [
      ...(trouble ? [trouble.says] : []),
      last
        ? `The last whole copy of the timetable is of ${dayOf(last.at)}.`
        : 'There is no copy by the timetable yet.',
      'The server tries again the next time. npx setup-server on your own computer shows how it is.',
      `On the server: systemctl start ${TIMETABLE_JOB}; tail ${TIMETABLE_LOG}`,
    ],
    bad: true,
    details,
  };
}
