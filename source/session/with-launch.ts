import type { Answers } from '../answers/answers.ts';
import { accountFinding } from '../clouds/account-finding.ts';
import type { CloudWork } from '../clouds/cloud-work.ts';
import { cloudOf, clouds } from '../clouds/index.ts';
import { ExpectedError } from '../expected-error.ts';
import type { Facts } from '../facts/facts.ts';
import type { Receipt } from '../receipt.ts';
import type { LaunchSession } from './open-launch.ts';
import type { Session } from './session.ts';

export interface SessionWithLaunch extends Session {
  /** What goes on once a machine was made: all that was answered, and how it is entered; null where none was. */
  readonly next: () => Answers | null;
  /** To be called once the job went well there. */
  readonly handedOver: () => Promise<void>;
}

type Launch = Pick<CloudWork, 'undertake'>;

/** What is made first, and with what it goes on then. */
export interface Beforehand {
  /** Undefined where these answers want nothing made. */
  readonly work: (answers: Answers, facts: Facts) => Launch | undefined;
  /** `way`: how what was made is entered. */
  readonly goingOn: (answered: Answers, way: Answers) => Answers;
  /** With what it goes on, in a sentence. */
  readonly follows: string;
}

/** For the whole job: the machine that it is about. */
export const newMachine: Beforehand = {
  work: (answers) => cloudOf(answers)?.launch,
  goingOn: (answered, way) => {
    const rest = Object.entries(answered).filter(
      ([id]) => id !== 'host.kind' && !clouds.some((cloud) => id.startsWith(`${cloud.id}.`)),
    );
    return { ...Object.fromEntries(rest), ...way };
  },
  follows: 'What is left is asked now, and the app is set up there.',
};

/**
 * The session of a job, for those, too, who lack a server for it: a run then makes what is wanted
 * first, and the job is begun anew with what `next` gives. The launch is loaded when it is wanted.
 */
export function withLaunch(
  session: Session,
  { work, goingOn, follows }: Beforehand,
  open: (launch: Launch) => Promise<LaunchSession>,
): SessionWithLaunch {
  let launch: LaunchSession | undefined;
  let answered: Answers = {};
  return {
    ...session,
    finding: (sighting, answers) => accountFinding(sighting) ?? session.finding(sighting, answers),
    async prepare(answers, facts, signal) {
      const wanted = work(answers, facts);
      launch = wanted ? await open(wanted) : undefined;
      answered = answers;
      return await (launch ?? session).prepare(answers, facts, signal);
    },
    async *run(prepared, control) {
      return yield* (launch ?? session).run(prepared, control);
    },
    receipt: async (prepared, signal) => {
      const receipt = await (launch ?? session).receipt(prepared, signal);
      return launch ? withNext(receipt, follows) : receipt;
    },
    async handedOver() {
      // What is not noted costs no more than another password the next time.
      await launch?.handedOver(AbortSignal.timeout(60_000)).catch((error) => {
        if (!(error instanceof ExpectedError)) throw error;
      });
    },
    next() {
      const way = launch?.wayIn();
      return way ? goingOn(answered, way) : null;
    },
  };
}

/** What is made by itself has other things to do next. */
function withNext({ headline, lines }: Receipt, text: string): Receipt {
  return {
    headline,
    lines: [...lines.filter(({ label }) => label !== 'Next'), { label: 'Next', text }],
  };
}
