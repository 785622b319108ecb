import type { Answers } from '../answers/answers.ts';
import type { DatabaseEngine, DatabaseLogin } from '../clouds/ec2/database.ts';
import type { OtherContainer } from '../facts/docker/other-containers.ts';
import type { Facts, Query } from '../facts/facts.ts';
import type { Question } from '../questions/question.ts';
import type { Store } from '../stores/store.ts';
import type { Recipe, Setting } from './recipe.ts';
import type { Spreading } from './spread.ts';
import type { TlsWay } from './tls.ts';

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
  /** Where data lie that are neither in it nor in its mounts: `its database (db)`. */
  readonly elsewhere?: string;
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
