import type { Action } from '../source/action.ts';
import type { Answers } from '../source/answers/answers.ts';
import type { Interview, Item } from '../source/interview.ts';
import type { Receipt } from '../source/receipt.ts';
import type { Secret } from '../source/secrets/secret.ts';
import type { Session } from '../source/session/session.ts';
import type { EndingCertificate } from '../source/status/ending-certificates.ts';
import type { KnownApp } from '../source/status/known-apps.ts';
import type { AskerBridge } from './asker-bridge.ts';
import type { Reading } from './reading.ts';

/** Where an answer came from that was not typed on these screens. */
export type Origin = 'file' | 'environment' | 'flag' | 'earlier';

/** Everything that the wizard gets of the world. */
export interface WizardProps {
  readonly script: readonly Item[];
  /** Answers given beforehand are in it, and count as confirmed. */
  readonly start: Interview;
  /** Ids of the questions that were answered beforehand; `earlier` makes the wizard offer to go on. */
  readonly given: Readonly<Record<string, Origin>>;
  /** What is done to what a title names after it, where that is not the whole job: "Renewing". It begins without a welcome then. */
  readonly errand?: (answers: Answers) => string;
  /** What the answers choose to be read, where that is what they choose. */
  readonly reads?: (answers: Answers) => Reading | undefined;
  /** Whether what the answers choose is not this wizard's: it ends then with `elsewhere`. */
  readonly leavesFor?: (answers: Answers) => boolean;
  /** Certificates that end soon, as far as this computer knows; the one that ends first comes first. */
  readonly endings?: readonly EndingCertificate[];
  /** Apps that this computer knows of; the one that was used last comes first. */
  readonly known?: readonly KnownApp[];
  /** Hears which of them the person comes back to, null for one that is not known here; the wizard ends then with `elsewhere`. */
  readonly onComeBack?: (app: KnownApp | null) => void;
  /** Hears which of them shall be renewed; the wizard ends then with `elsewhere`. */
  readonly onRenew?: (ending: EndingCertificate) => void;
  readonly session: Session;
  readonly asker: AskerBridge;
  /** What is set up, for the top of the screen: "JATOS". '' while that is not known. */
  readonly heading: (answers: Answers) => string;
  /** Where it goes, for titles: "study.example.org (203.0.113.7)". '' while that is not known. */
  readonly target: (answers: Answers) => string;
  /** The equivalent shell lines of an action. */
  readonly describe: (action: Action) => readonly string[];
  /** Called whenever an answer was given, taken back or left as a draft. Must not throw. */
  readonly onDraft: (interview: Interview) => void;
  /** Writes the answers, without secrets, to a file on this computer; returns its path. */
  readonly saveAnswers: (answers: Answers) => Promise<string>;
  readonly saveReceipt: (receipt: Receipt) => Promise<string>;
  /** Writes tokens to a file that only the person can read; returns its path. Absent where there are none. */
  readonly saveTokens?: (tokens: readonly Secret[]) => Promise<string>;
  /** Hears of what counts as Ctrl-C: SIGTERM, a terminal that was closed. Gives the way to stop hearing. */
  readonly onInterrupt?: (hear: () => void) => () => void;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}
