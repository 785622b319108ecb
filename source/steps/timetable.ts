import type { Action, WriteAction } from '../action.ts';
import { sourcesOf } from '../backup/sources.ts';
import { containersOf } from '../containers/install-containers.ts';
import { type Facts, query } from '../facts/facts.ts';
import type { Goal } from '../goal.ts';
import {
  BACKUPS,
  CHANGES,
  RENEWAL,
  TIMETABLE,
  TIMETABLE_STATE,
  timetableCopyFile,
  timetableOrderFile,
} from '../paths.ts';
import { type ShellCommand, sh } from '../shell.ts';
import { copyScript } from '../timetable/copy-script.ts';
import { TIMETABLE_JOB } from '../timetable/job.ts';
import { orderToSeal, orderToWrite } from '../timetable/order.ts';
import { TIMETABLE_SCRIPT, timetableScript } from '../timetable/run-script.ts';
import { nextTime, type Timetable, timetableInWords } from '../timetable/timetable.ts';
import type { Ground } from './ground.ts';
import { jobTimer } from './job-timer.ts';
import { checkFile, fileQuery, type KnownFile, writeFile } from './known-file.ts';
import {
  checkSealed,
  pinned,
  programFile,
  RENEWAL_IMAGE,
  writeProgram,
  writeSealed,
} from './server-program.ts';
import { type Check, HOLDS, lacks, type Step } from './step.ts';

/** The data are copied without anybody: what does it on the server, and what starts that. */
export function timetableSteps(goal: Goal, timetable: Timetable, ground: Ground): Step[] {
  return [timetableWrite(goal, timetable, ground), timetableTimer(goal, ground)];
}

function timetableWrite(goal: Goal, timetable: Timetable, { author }: Ground): Step {
  const { host, install, app } = goal;
  const image = query('image', host, RENEWAL_IMAGE);
  const order = query('sealedFile', host, timetableOrderFile(install));
  const containers = containersOf(goal).map(({ name }) => query('container', host, name));
  const program = programFile(author);
  const wanted = (facts: Facts) =>
    orderToSeal(
      orderToWrite({ install, label: app.label, ...timetable }, facts.get(order)?.value, author.at),
    );
  const next = timetable.every === 'never' ? undefined : nextTime(timetable, author.at);
  const script = (facts: Facts): KnownFile => ({
    path: TIMETABLE_SCRIPT,
    text: timetableScript(pinned(facts.get(image))),
    mode: '644',
  });
  const copy = (facts: Facts): KnownFile => ({
    path: timetableCopyFile(install),
    text: copyScript(goal, sourcesOf(goal, facts), facts, author.version),
    mode: '644',
  });
  const parts = (facts: Facts): readonly (readonly [Check, () => WriteAction])[] => [
    [checkFile(facts, host, program), () => writeProgram(program)],
    [checkFile(facts, host, script(facts)), () => writeFile(script(facts))],
    [checkFile(facts, host, copy(facts)), () => writeFile(copy(facts))],
    [
      checkSealed(order.subject, wanted(facts), facts.get(order)),
      () => writeSealed(order.subject, wanted(facts)),
    ],
  ];
  return {
    id: 'timetable.write',
    title:
      timetable.every === 'never'
        ? `Put a program on the server that sends copies of the data of ${app.label}`
        : `Have the server copy the data of ${app.label} by itself, ${timetableInWords(timetable)}`,
    because: () =>
      timetable.every === 'never'
        ? undefined
        : `${app.label} is stopped for each copy, and started again. Of these copies ${keptInWords(timetable)} stay.`,
    needs: ['renewal.download', 'record.write'],
    sees: [
      ...[image, ...containers, order],
      ...[program.path, TIMETABLE_SCRIPT, timetableCopyFile(install)].map((path) =>
        fileQuery(host, { path }),
      ),
    ],
    check: (facts) => parts(facts).find(([check]) => !check.holds)?.[0] ?? HOLDS,
    actions: (facts): Action[] => [
      {
        do: 'run',
        command: sh`install -d -m 0700 ${[RENEWAL, TIMETABLE, `${TIMETABLE}/installs`, TIMETABLE_STATE, BACKUPS, CHANGES]}`,
        patienceSeconds: 30,
      },
      ...parts(facts).flatMap(([check, action]) => (check.holds ? [] : [action()])),
      ...(next ? [{ do: 'run', command: wakeAt(next), patienceSeconds: 30 } as const] : []),
    ],
  };
}

/** Before that, or what another install wants earlier, nothing needs to be looked at. */
function wakeAt(at: Date): ShellCommand {
  const time = Math.floor(at.getTime() / 1000);
  const next = `${TIMETABLE_STATE}/next`;
  return sh`
    if [ "$(cat ${next} 2>/dev/null || echo ${time})" -lt ${time} ]; then touch ${next}; else echo ${time} > ${next}; fi
  `;
}

function keptInWords({ keep }: Timetable): string {
  return keep.daily > 1
    ? `the last ${keep.daily}, and one of each of the last ${keep.weekly} weeks,`
    : `one of each of the last ${keep.weekly} weeks`;
}

function timetableTimer(goal: Goal, ground: Ground): Step {
  return jobTimer(goal, ground, {
    id: 'timetable.timer',
    title: 'Have it look every few minutes whether it is time for a copy',
    needs: ['timetable.write'],
    job: {
      name: TIMETABLE_JOB,
      does: "Copy apps' data",
      script: TIMETABLE_SCRIPT,
      often: 'every-few-minutes',
      mayTake: '12h',
    },
    seenBy: 'timetable',
    lacking: 'Nothing starts the copies yet.',
  });
}

/** Data that were copied by themselves before, and are not to be any more. Copies that are there stay. */
export function timetableEnd({ host, install, app }: Goal): Step {
  const files = [timetableOrderFile(install), timetableCopyFile(install)];
  const queries = files.map((path) => fileQuery(host, { path }));
  return {
    id: 'timetable.end',
    title: `Copy the data of ${app.label} no longer by itself; the copies that there are stay`,
    needs: ['record.write'],
    sees: queries,
    check: (facts) =>
      queries.some((each) => facts.get(each)) ? lacks('They would be copied as before.') : HOLDS,
    actions: () => [{ do: 'run', command: sh`rm -f ${files}`, patienceSeconds: 30 }],
  };
}
