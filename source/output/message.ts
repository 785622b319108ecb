import type { AnswerProblem } from '../answers/given.ts';
import type { CertificateList } from '../errands/list.ts';
import type { BackupList } from '../errands/list-backups.ts';
import type { ConfigList } from '../errands/list-config.ts';
import type { VariableList } from '../errands/variables.ts';
import type { Event } from '../event.ts';
import type { Trouble } from '../expected-error.ts';
import type { Finding } from '../facts/finding.ts';
import type { HistoryEntry } from '../facts/installs/history.ts';
import type { LogLine } from '../logs/log-line.ts';
import type { Receipt } from '../receipt.ts';
import type { HostStatus } from '../status/host-status.ts';
import type { RenewalWish } from '../status/renewal-wish.ts';
import type { CheckMessage } from './check-message.ts';

/** Everything that a run without screens tells: the events of the loop, and what is around them. */
export type Message =
  | { readonly type: 'begin'; readonly version: string; readonly format: typeof FORMAT }
  /** A remark that changes nothing. */
  | { readonly type: 'note'; readonly text: string }
  | ({ readonly type: 'finding' } & Omit<Finding, 'quiet' | 'aside'>)
  | { readonly type: 'problems'; readonly problems: readonly AnswerProblem[] }
  | PlanMessage
  | Event
  /** What ended the run, where no step did. */
  | { readonly type: 'trouble'; readonly trouble: Trouble }
  | ({ readonly type: 'receipt' } & Omit<Receipt, 'tokens'>)
  | CheckMessage
  | ({ readonly type: 'status' } & HostStatus)
  | ({ readonly type: 'certificates' } & CertificateList)
  | ({ readonly type: 'variables' } & VariableList)
  | ({ readonly type: 'config' } & ConfigList)
  | ({ readonly type: 'log' } & LogLine)
  | {
      readonly type: 'history';
      /** The host's id. */
      readonly host: string;
      readonly install: string;
      readonly entries: readonly HistoryEntry[];
    }
  | ({ readonly type: 'backups' } & BackupList)
  | ({ readonly type: 'renewal' } & RenewalWish)
  | { readonly type: 'end'; readonly ending: Ending };

export interface PlanMessage {
  readonly type: 'plan';
  /** The host's id: `ssh://root@203.0.113.7:22`. */
  readonly host: string;
  readonly names: readonly string[];
  readonly app: string;
  /** How many steps have something to do. */
  readonly changes: number;
  readonly steps: readonly PlanStepMessage[];
}

export interface PlanStepMessage {
  readonly step: string;
  readonly title: string;
  readonly holds: boolean;
  /** What is missing; '' where it holds. */
  readonly why: string;
  /** Why it is done this way, where there was a choice. */
  readonly because: string | null;
  /** What may go wrong with it, as far as that can be foreseen. */
  readonly warning: string | null;
  /** The equivalent shell or `docker` lines, one text for each action, secrets hidden. */
  readonly commands: readonly string[];
}

/** How a run ends. */
export const ENDINGS = [
  'nothing-to-do',
  'changes-pending',
  'complete',
  'failed',
  'stopped',
  'bad-input',
  'all-good',
  'warnings',
  'not-good',
] as const;
export type Ending = (typeof ENDINGS)[number];

/** Of the JSON lines; a new number means that a reader has to be changed. */
export const FORMAT = 1;

export type Tell = (message: Message) => void;
