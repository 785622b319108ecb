import type { Answers } from './answers/answers.ts';
import { accountFinding } from './clouds/account-finding.ts';
import { cloudOf, clouds } from './clouds/index.ts';
import { ExpectedError } from './expected-error.ts';
import type { LaunchSession } from './open-launch.ts';
import type { Session } from './session.ts';

export interface SessionWithLaunch extends Session {
  /** What goes on once a machine was made: all that was answered, and how it is entered; null where none was. */
  readonly next: () => Answers | null;
  /** To be called once the job went well there. */
  readonly handedOver: () => Promise<void>;
}

/**
 * The session of the whole job, for those, too, who have no server yet: a run then makes one, and
 * the job is begun anew with what `next` gives. The launch is loaded when it is wanted.
 */
export function withLaunch(
  session: Session,
  open: (cloud: (typeof clouds)[number]) => Promise<LaunchSession>,
): SessionWithLaunch {
  let launch: LaunchSession | undefined;
  let answered: Answers = {};
  return {
    ...session,
    finding: (sighting, answers) => accountFinding(sighting) ?? session.finding(sighting, answers),
    async prepare(answers, facts, signal) {
      const cloud = cloudOf(answers);
      launch = cloud ? await open(cloud) : undefined;
      answered = answers;
      return await (launch ?? session).prepare(answers, facts, signal);
    },
    async *run(prepared, control) {
      return yield* (launch ?? session).run(prepared, control);
    },
    receipt: async (prepared, signal) => await (launch ?? session).receipt(prepared, signal),
    async handedOver() {
      // What is not noted costs no more than another password the next time.
      await launch?.handedOver(AbortSignal.timeout(60_000)).catch((error) => {
        if (!(error instanceof ExpectedError)) throw error;
      });
    },
    next() {
      const way = launch?.wayIn();
      if (!way) return null;
      const rest = Object.entries(answered).filter(
        ([id]) => id !== 'host.kind' && !clouds.some((cloud) => id.startsWith(`${cloud.id}.`)),
      );
      return { ...Object.fromEntries(rest), ...way };
    },
  };
}
