import { type AwayGoal, awayToSeal } from '../backup/away.ts';
import { type Facts, query } from '../facts/facts.ts';
import type { Goal } from '../goal.ts';
import { awayStateFile, TIMETABLE_STATE, timetableStoreFile } from '../paths.ts';
import { withKeptSecrets } from '../renewal/sealed.ts';
import type { Secret } from '../secrets/secret.ts';
import { sh } from '../shell.ts';
import { TIMETABLE_SCRIPT } from '../timetable/run-script.ts';
import { checkSealed, writeSealed } from './server-program.ts';
import { HOLDS, lacks, type Step } from './step.ts';

const PATIENCE_SECONDS = 24 * 3600;

/** Copies leave the server: where to, with which key, and what lies there. */
export function awaySteps(goal: Goal, away: AwayGoal): Step[] {
  return [awayWrite(goal, away), awayLook(goal, away)];
}

function awayWrite({ host, install }: Goal, away: AwayGoal): Step {
  const file = query('sealedFile', host, timetableStoreFile(install));
  const wanted = (facts: Facts) => withKeptPlace(away, facts, file);
  const { bucket } = away.place;
  const how = away.recipient === '' ? '' : ', encrypted before they leave';
  return {
    id: 'timetable.store',
    title: `Note on the server that copies are sent to the bucket ${bucket}${how} (${file.subject})`,
    because: () => 'Only root can read it: it holds the key to the storage.',
    needs: ['timetable.write'],
    sees: [file],
    check: (facts) => checkSealed(file.subject, wanted(facts), facts.get(file)),
    actions: (facts) => [
      writeSealed(file.subject, wanted(facts)),
      // What was known was of another store, perhaps.
      { do: 'run', command: sh`rm -f ${awayStateFile(install)}`, patienceSeconds: 30 },
    ],
  };
}

function withKeptPlace(away: AwayGoal, facts: Facts, file: ReturnType<typeof query<'sealedFile'>>) {
  return withKeptSecrets(awayToSeal(away), facts.get(file)?.value);
}

/** By the same program as later, so that it is known to work. */
function awayLook({ host, install }: Goal, { place }: AwayGoal): Step {
  const copies = query('awayCopies', host, install);
  return {
    id: 'timetable.look',
    title: `Have the server look which copies are in the bucket ${place.bucket}`,
    needs: ['timetable.store', 'timetable.timer'],
    sees: [copies],
    check: (facts) => {
      const found = facts.get(copies);
      if (!found) return lacks('The server has not looked there yet.');
      return found.says === '' ? HOLDS : lacks(found.says);
    },
    // How it went stands in what it leaves behind.
    actions: () => [
      {
        do: 'run',
        command: sh`sh ${TIMETABLE_SCRIPT} --look ${install} || :`,
        patienceSeconds: 300,
      },
    ],
    remedies: ['Look whether the key still counts at the company that has the storage.'],
    // The app is well while its storage is not.
    advisory: true,
  };
}

/** Copies that were sent away before, and are not to be any more. Those that are there stay. */
export function awayEnd({ host, install }: Goal): Step {
  const [store, state] = [timetableStoreFile(install), awayStateFile(install)];
  const files = [store, state].map((path) => query('file', host, path));
  return {
    id: 'timetable.stay',
    title: 'Send no more copies away; those that were sent stay where they are',
    needs: ['record.write'],
    sees: files,
    check: (facts) =>
      files.some((each) => facts.get(each)) ? lacks('They would be sent as before.') : HOLDS,
    actions: () => [{ do: 'run', command: sh`rm -f ${[store, state]}`, patienceSeconds: 30 }],
  };
}

/** One copy by wish. */
export function backupSend({ host, install, app }: Goal, stamp: string, bucket: string): Step {
  const copies = query('awayCopies', host, install);
  return {
    id: 'backup.send',
    title: `Send the copy ${stamp} of ${app.label} to the bucket ${bucket}, and read it back`,
    needs: [],
    sees: [copies],
    check: (facts) => {
      const found = facts.get(copies);
      if (found?.copies.some((each) => each.stamp === stamp)) return HOLDS;
      return lacks(found?.says || 'It is not there yet.');
    },
    actions: () => [
      {
        do: 'run',
        command: sh`sh ${TIMETABLE_SCRIPT} --send ${install} ${stamp}`,
        patienceSeconds: PATIENCE_SECONDS,
        detached: true,
      },
    ],
    remedies: ['The copy on the server is untouched. Try again.'],
  };
}

/** One comes back to the server, as it was made; `identity` opens it where it is encrypted. */
export function backupFetch(
  { host, install, app }: Goal,
  stamp: string,
  bucket: string,
  identity: Secret | undefined,
): Step {
  const backups = query('backups', host, install);
  const key = `${TIMETABLE_STATE}/identity`;
  return {
    id: 'backup.fetch',
    title: `Fetch the copy ${stamp} of ${app.label} from the bucket ${bucket}, and compare its sums`,
    needs: [],
    sees: [backups],
    check: (facts) =>
      facts.get(backups)?.some((each) => each.stamp === stamp)
        ? HOLDS
        : lacks('It is not on the server.'),
    actions: () => [
      ...(identity
        ? [{ do: 'write', path: key, mode: '600', content: [identity, '\n'] } as const]
        : []),
      {
        do: 'run',
        command: sh`sh ${TIMETABLE_SCRIPT} --fetch ${install} ${stamp}`,
        patienceSeconds: PATIENCE_SECONDS,
        detached: true,
      },
    ],
    remedies: ['The copy in the storage is untouched. Try again.'],
  };
}
