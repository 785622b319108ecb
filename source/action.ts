import type {
  AccountAction,
  CertificateAction,
  RevokeAction,
} from './certificates/certificate-action.ts';
import type { BalancerAction } from './clouds/balancer/action.ts';
import type { Ec2Action } from './clouds/ec2/action.ts';
import type { IamAction } from './clouds/iam-action.ts';
import type { OwnHostKeyAction } from './clouds/own-host-key.ts';
import type { ProviderAction } from './clouds/provider/provider.ts';
import type { RdsAction } from './clouds/rds-action.ts';
import type { S3Action } from './clouds/s3/action.ts';
import type { ContainerSpec } from './containers/container.ts';
import type { AliasAction, RecordsAction } from './dns/dns-action.ts';
import type { RegistryLogin } from './image/source.ts';
import type { ContentPart } from './secrets/content.ts';
import type { Secret } from './secrets/secret.ts';
import type { ShellCommand } from './shell.ts';

/**
 * One thing to do to the world. Data, so that it can be printed, counted, compared and redacted:
 * the dry run and the real one are the same list.
 */
export type Action =
  | RunAction
  | WriteAction
  | PullAction
  | BuildAction
  | LoadAction
  | ContainerAction
  | RestAction
  | StartAction
  | CertificateAction
  | RevokeAction
  | AccountAction
  | RecordsAction
  | AliasAction
  | ProviderAction
  | OwnHostKeyAction
  | Ec2Action
  | IamAction
  | RdsAction
  | S3Action
  | BalancerAction
  | MakeKeyAction
  | WriteOwnAction
  | ReconnectAction
  | RequestAction
  | JoinAction
  | RotateAction
  | OnHostAction
  | CarryAction
  | CarryImageAction
  | AwaitAction
  | InstructAction;

/** A command on the host, as root. */
export interface RunAction {
  readonly do: 'run';
  readonly command: ShellCommand;
  /** Given up after this long. */
  readonly patienceSeconds: number;
  /** Takes long: it goes on without us when the connection is lost, and is picked up again. */
  readonly detached?: boolean;
  /** It was begun already, before the connection was lost. */
  readonly takenUp?: boolean;
}

/** A file on the host, replaced atomically; its folder is made where it is missing. */
export interface WriteAction {
  readonly do: 'write';
  readonly path: string;
  /** Octal. Content with a secret in it must be `600`. */
  readonly mode: '600' | '644';
  readonly content: readonly ContentPart[];
  /** Whose it is, by numbers: `1000:1000` for an app that does not run as root; root's where absent. */
  readonly owner?: string;
}

export interface PullAction {
  readonly do: 'pull';
  readonly image: string;
  readonly login?: RegistryLogin;
}

/** Builds an image on the host from a folder of the person's own computer. */
export interface BuildAction {
  readonly do: 'build';
  /** What it is called then; follows from the folder's content. */
  readonly image: string;
  readonly path: string;
  /** Of ours, in place of the folder's own; the folder lies beside it as `content`. */
  readonly dockerfile?: string;
}

/** Puts an image on the host that lies in a file of the person's own computer. */
export interface LoadAction {
  readonly do: 'load';
  readonly image: string;
  readonly path: string;
}

/** Starts the container; one of the same name is stopped its own way first and replaced. */
export interface ContainerAction {
  readonly do: 'container';
  readonly spec: ContainerSpec;
  /** It was started beside that one before, and only takes its name. */
  readonly takesOver?: true;
}

/** Stops a container by the orders on its own label, and sees that its data are safe. Fine if there is none. */
export interface RestAction {
  readonly do: 'rest';
  readonly spec: ContainerSpec;
  /** Its owner wants it so: one that ended by itself, without the proof, is kept from starting with the server. */
  readonly forGood?: true;
  /** Its data are not wanted any more: no proof of a safe stop is asked for. */
  readonly anyhow?: true;
  /** Besides: what it would bring to safety would take the place of what is. It is ended at once. */
  readonly unsaved?: true;
}

/** Starts a container that rests, as it is; from then on Docker starts it again by itself. */
export interface StartAction {
  readonly do: 'start';
  readonly spec: ContainerSpec;
}

/** A text file on the person's own machine, without any secret; its folder is made where it is missing. */
export interface WriteOwnAction {
  readonly do: 'write-own';
  readonly path: string;
  readonly text: string;
}

/** Makes a key pair of OpenSSH's on the person's own machine, its private half for them alone. */
export interface MakeKeyAction {
  readonly do: 'make-key';
  /** The private half; the public one is beside it, with `.pub`. */
  readonly file: string;
}

/** Opens the connection anew, so that a new group membership counts. */
export interface ReconnectAction {
  readonly do: 'reconnect';
}

/** HTTP requests to an app in its container, past the front. What an answer sets as a cookie goes along with the next. */
export interface RequestAction {
  readonly do: 'request';
  readonly container: string;
  /** On which it speaks HTTP inside its container. */
  readonly port: number;
  /** One after another; the first that is not answered as expected ends them. */
  readonly exchanges: readonly Exchange[];
}

export interface Exchange {
  /** What for, as the end of "It was asked to …": "sign in as admin". */
  readonly asks: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent urlencoded, by POST; a page is got where it is absent. */
  readonly form?: Readonly<Record<string, string | Secret>>;
  /** A header with a word that pages before gave out (the pattern's first group), as proof that it comes from them. */
  readonly proof?: { readonly header: string; readonly pattern: RegExp };
  /** Anything, where it is absent. */
  readonly expects?: { readonly status: number; readonly body?: RegExp };
}

/** Has a server join a cluster. The words by which it may are asked of a manager, and go to that server alone. */
export interface JoinAction {
  readonly do: 'join';
  /** That joins. */
  readonly host: string;
  readonly manager: { readonly host: string /** `10.0.0.1:2377`. */; readonly address: string };
  /** By which the others will reach it. */
  readonly address: string;
  readonly role: 'manager' | 'worker';
}

/** Makes the words by which servers join a cluster anew, and notes something on the cluster. */
export interface RotateAction {
  readonly do: 'rotate';
  readonly labels: Readonly<Record<string, string>>;
}

/** The same on another host than the one that a plan is about. */
export interface OnHostAction {
  readonly do: 'on';
  /** Its id. */
  readonly host: string;
  readonly action: Action;
}

/** A copy of an install's data comes to the host that a plan is about, by way of this computer. */
export interface CarryAction {
  readonly do: 'carry';
  /** The id of another host, or a file of this computer and the key that opens it. */
  readonly from:
    | { readonly host: string }
    | { readonly file: string; readonly identity?: Secret | undefined };
  readonly install: string;
  readonly stamp: string;
  /** Given up where one piece takes longer. */
  readonly patienceSeconds: number;
}

/** An image that no registry has, or shows to everybody, goes from one host to another by way of this computer. */
export interface CarryImageAction {
  readonly do: 'carry-image';
  /** The id of the host that has it. */
  readonly from: string;
  /** The id of the host that is to have it. */
  readonly to: string;
  /** `sha256:…`. */
  readonly id: string;
  /** What it is called there, so that nobody takes it for left over. */
  readonly image: string;
}

/** Looks again and again until the step's check holds. */
export interface AwaitAction {
  readonly do: 'await';
  /** For what, as the end of "Waiting for …". */
  readonly saying: string;
  /** At first; what takes longer is looked at less often. */
  readonly everySeconds: number;
  readonly patienceSeconds: number;
  /** The host goes away meanwhile: a look that fails is no failure, only a reason to look again. */
  readonly away?: true;
}

/** Something that only the person can do; then as `await`. */
export interface InstructAction {
  readonly do: 'instruct';
  readonly text: string;
  /** Labelled fields to copy, in the words of the place where they are typed in. */
  readonly fields: readonly { readonly label: string; readonly value: string }[];
  readonly everySeconds: number;
  readonly patienceSeconds: number;
}
