import type { WriteAction } from '../action.ts';
import type { Answers } from '../answers/answers.ts';
import type { DatabaseEngine, DatabaseLogin } from '../clouds/ec2/database.ts';
import type { ContainerSpec } from '../containers/container.ts';
import type { Facts, Query } from '../facts/facts.ts';
import type { OtherContainer } from '../facts/other-containers.ts';
import type { ImageSource } from '../image/source.ts';
import type { Question } from '../questions/question.ts';
import type { ContentPart, Copied, Generated } from '../secrets/content.ts';
import type { Secret } from '../secrets/secret.ts';
import type { Store } from '../stores/store.ts';
import type { DefaultLogin, FirstAccount, Tokens } from './accounts.ts';
import type { Companion } from './companion.ts';
import type { LateChange, Reconfiguration } from './late-change.ts';
import type { Spreading } from './spread.ts';
import type { OwnTls, TlsWay } from './tls.ts';
import type { UnderWay } from './under-way.ts';

/** An application: one file of data and small pure functions, one line in `index.ts`. */
export interface App {
  readonly id: string;
  readonly label: string;
  /** What it is called within a sentence, where the label is none that fits there. */
  readonly called?: (answers: Answers) => string;
  /** For the list of choices: what it is, in a few words. */
  readonly note: string;
  readonly needs: {
    readonly memoryMB: number;
    readonly diskMB: number;
    /**
     * `docker.io`, the package of Debian and Ubuntu, harms the app (its AppArmor rules stop a
     * container wrongly); Docker's own packages do not. Other distributions' packages are taken.
     */
    readonly dockerFrom?: 'docker';
  };
  /** Ways in which its own web server can have the certificate, for those who want that. */
  readonly tls?: readonly TlsWay[];
  /** It takes minutes to stop and to start: not what one does every night unasked. */
  readonly restsLong?: true;
  /** Whether by these answers nothing of it is kept, so that there is nothing to copy. */
  readonly keepsNothing?: (answers: Answers) => boolean;
  /** Its first start settles that: another way later would not be taken up. */
  readonly tlsIsSettled?: true;
  readonly questions: readonly Question[];
  /** What the questions in the section Settings depend on, looked at before they are asked. */
  readonly looks?: (answers: Answers) => readonly Query[];
  /** Ids of questions that count for the first start alone, so that no record keeps their answers. */
  readonly onlyFirst?: readonly string[];
  /** The images that are asked for with the login at a registry that was answered; no other is. */
  readonly privateImages?: (answers: Answers, facts: Facts) => readonly string[];
  /** How another version of it is asked for; absent where it is built on the server. */
  readonly versions?: Versions;
  /** Storage at a cloud company, by the answers; absent where no key was given with which it can be tried. */
  readonly store?: (answers: Answers) => Store | undefined;
  /** Where its data are, by the answers: 'on this server'. Those of one place do not go to another; absent where it has but one, or they do. */
  readonly dataPlace?: (answers: Answers) => string;
  /** Answers by which it keeps its data in a bucket at Amazon S3 that its server's role opens; absent where it can't. */
  readonly inBucket?: (place: { readonly bucket: string; readonly region: string }) => Answers;
  /** A database at Amazon that it takes instead of its own, and the answers that tell it how to get in. */
  readonly databaseAt?: {
    readonly engine: DatabaseEngine;
    /** What the database and its user are called. */
    readonly login: string;
    readonly told: (login: DatabaseLogin) => Answers;
  };
  /** The environment variables that it reads, by name; absent where only the person can know them. */
  readonly variables?: Readonly<Record<string, Variable>>;
  /** Id of its own question for lines of env.list, where it asks for all of them together. */
  readonly lines?: string;
  /** What must be looked at before the first of them is asked. */
  readonly looksFirst?: () => readonly Query[];
  /** What the answers in the section App lead to, on the person's computer. */
  readonly looksNext?: (answers: Answers) => readonly Query[];
  /** What is to run, given the answers. Pure. */
  readonly recipe: (setting: Setting) => Recipe;
  /** How it runs on several servers; absent where it does not know by itself. */
  readonly several?: Spreading;
  /** What it makes of a container that somebody started by hand; undefined where that is not this app. */
  readonly recognises?: (container: OtherContainer) => Recognised | undefined;
}

/** A container that somebody started by hand, as answers to an app's questions. */
export interface Recognised {
  /** The app that it goes on as: another one where its own would build an image anew. */
  readonly app: string;
  /** What it is, as a person knows it. */
  readonly label: string;
  /** As far as its settings tell. What is secret stays in env.list. */
  readonly answers: Readonly<Record<string, string | boolean>>;
  /** The outermost folders in the container that hold data. */
  readonly data: readonly string[];
  /** What whoever set it up may not know: sentences. */
  readonly remarks: readonly string[];
  /** Those of its unusual options that it will have again: `--memory`. */
  readonly carries?: readonly string[];
  /** Why it must not be taken over as it was started, and what to do: sentences. */
  readonly whyNot?: string;
}

export interface Versions {
  /** Id of the question whose answer names the version. */
  readonly asked: string;
  /** The answer that stands for this image. */
  readonly answer: (image: string) => string;
  /** What to know before going from one tag to the other: sentences. */
  readonly warns?: (from: string, to: string) => readonly string[];
}

/** What an app knows of one variable in its env.list; `{}` where it just reads it. */
export interface Variable {
  /** Id of the question that asks for it. */
  readonly asked?: string;
  /** What the answer is where the variable is not set; '' where absent. */
  readonly standard?: string;
  /** Its value is not to be seen, though neither its name nor its question says so. */
  readonly secret?: true;
  /** The name that it has today; what stands under this one goes there. */
  readonly now?: string;
  /** Why it is not set by hand (not read any more, or set by us), and what to do instead: sentences. */
  readonly leftOut?: string;
  /** Only the first start reads it: what changes it later. Sentences. */
  readonly once?: string;
}

/** What a recipe may know. */
export interface Setting {
  readonly answers: Answers;
  readonly facts: Facts;
  /** The install's name, which containers and volumes are named after. */
  readonly install: string;
  /** The host's id, for queries. */
  readonly host: string;
  /** The public name, `study.example.org`. */
  readonly hostname: string;
  /** Where visitors ask, if it's an unusual port. */
  readonly port?: number;
  /** How many copies of it are wanted, where that is asked: on several servers. */
  readonly copies?: number;
  /** What other apps on the same server want of its memory; none where absent. */
  readonly besideMB?: number;
}

/** `https://study.example.org`, or with a port where it is an unusual one. */
export function siteOf({ hostname, port }: Pick<Setting, 'hostname' | 'port'>): string {
  return `https://${hostname}${port === undefined ? '' : `:${port}`}`;
}

export interface Recipe {
  readonly container: Pick<
    ContainerSpec,
    | 'image'
    | 'command'
    | 'entrypoint'
    | 'workdir'
    | 'user'
    | 'volumes'
    | 'ports'
    | 'limits'
    | 'rights'
    | 'stop'
  >;
  /** Where the image comes from; its registry where absent. */
  readonly source?: ImageSource;
  readonly env: readonly EnvEntry[];
  /**
   * Names that must not stand in env.list (a setting that was left empty), or every name that `env`
   * does not have. Lines that neither of the two speaks of stay as they are on the server.
   */
  readonly unset: readonly string[] | 'others';
  /** By name, what changes a variable later that only the first start reads. See `Variable.once`. */
  readonly once?: Readonly<Record<string, string>>;
  /** How a container that runs is told of variables that only its first start reads; undefined where they are not for us to change. */
  readonly reconfigure?: (changes: readonly LateChange[]) => Reconfiguration | undefined;
  /** What is odd about lines that a person brought along: sentences without any value. */
  readonly remarks?: readonly string[];
  /**
   * Names in env.list that lead it to its companions, and would decide where its data are: where somebody
   * else started it, with what it works with, they stay as they are, and it gets none of ours.
   */
  readonly leads?: readonly string[];
  /** Other containers that it works with, each ready before the next is started, and the app last. */
  readonly companions?: readonly Companion[];
  /** Files on the server that the app reads; the container's volumes say where it sees them. */
  readonly files?: readonly RecipeFile[];
  /** Folders of the server that must be there before the app starts. */
  readonly folders?: readonly RecipeFolder[];
  readonly front: FrontNeeds;
  /** Where `tlsWay` says that HTTPS is the app's own business. */
  readonly tls?: OwnTls;
  readonly ready: Readiness;
  /** What the record is to have in place of answers that mean nothing elsewhere. */
  readonly remembers?: Readonly<Record<string, string>>;
  /** For the receipt: what to do first, in the person's words. */
  readonly first: readonly string[];
  /** The path below which it lives, `/interviews/`, where that is not the top. */
  readonly below?: string;
  readonly underWay?: UnderWay;
  /** For the receipt: where the person's data lies. */
  readonly data: string;
  /** What of that is not on the server, so that no copy there has it: `the bucket forms`. */
  readonly elsewhere?: string;
  /** A way in that everybody knows; it is closed before visitors get in. */
  readonly defaultLogin?: DefaultLogin;
  /** Where the app has no account at first, and lets whoever comes make it. */
  readonly account?: FirstAccount;
  /** Words that let people in. */
  readonly tokens?: Tokens;
}

/** One line of env.list. */
export interface EnvEntry {
  readonly name: string;
  readonly value: string | Secret | Generated | SameAs | Copied;
}

/** The value that a companion has under a name in its own env file: a password made up for both. */
export interface SameAs {
  /** The companion's name: `db`. */
  readonly sameAs: string;
  readonly name: string;
}

export interface RecipeFile {
  /** Below the install's folder for files: `jatos.conf`, `configdata/initial_credentials`. */
  readonly path: string;
  readonly content: readonly Exclude<ContentPart, Generated | Copied>[];
  readonly mode: WriteAction['mode'];
  /** See `WriteAction.owner`. */
  readonly owner?: string;
  /** Only before the app's very first start, for what it takes over and deletes. Another time it is not missed. */
  readonly once?: true;
}

export interface RecipeFolder {
  /** Absolute, on the host. */
  readonly path: string;
  /** By numbers, `1000:1000`. What lies in it already is left as it is. */
  readonly owner: string;
  /** Octal. */
  readonly mode: '700' | '755';
  /** One that is there already is the person's own, and right whoever owns it. */
  readonly asFound?: true;
}

/** What the app wants of the web server in front of it. */
export interface FrontNeeds {
  /** The port on which the app speaks HTTP inside its container. */
  readonly port: number;
  /** The largest request body, in megabytes. */
  readonly bodyMB: number;
  /** How long the app may take to begin an answer, or pause in it. */
  readonly timeoutSeconds: number;
  /** Whether the front may gather an answer before it passes it on; streamed answers can't wait. */
  readonly buffering: boolean;
  /** How long a WebSocket may be silent. */
  readonly websocketTimeoutSeconds: number;
  /** Paths, and all below them, that only visitors from these networks may ask for. */
  readonly inside?: { readonly paths: readonly string[]; readonly networks: readonly string[] };
}

/** How to tell that the app really answers. */
export interface Readiness {
  readonly path: string;
  /** What the status must be, `2xx` or `2xx-4xx`; anything below 500 counts for images unknown to us. */
  readonly status: (status: number) => boolean;
  readonly body?: RegExp;
  /** Run inside the container instead of asking over HTTP: it is ready once this ends with 0. */
  readonly command?: readonly string[];
  readonly patienceSeconds: number;
  /** What an answer that is not yet the right one means, in a sentence. Null: there was none. */
  readonly means?: (status: number | null) => string | undefined;
  /** How long it mostly takes, where that is long: "mostly two to five minutes". */
  readonly usual?: string;
}
