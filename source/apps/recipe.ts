import type { WriteAction } from '../action.ts';
import type { Answers } from '../answers/answers.ts';
import type { ContainerSpec } from '../containers/container.ts';
import type { Facts } from '../facts/facts.ts';
import type { ImageSource } from '../image/source.ts';
import type { ContentPart, Copied, Generated } from '../secrets/content.ts';
import type { Secret } from '../secrets/secret.ts';
import type { DefaultLogin, FirstAccount, Tokens } from './accounts.ts';
import type { Companion } from './companion.ts';
import type { LateChange, Reconfiguration } from './late-change.ts';
import type { OwnTls } from './tls.ts';
import type { UnderWay } from './under-way.ts';

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
  /** What to do about that, before what holds for every app. */
  readonly advice?: (status: number | null) => readonly string[];
  /** How long it mostly takes, where that is long: "mostly two to five minutes". */
  readonly usual?: string;
}
