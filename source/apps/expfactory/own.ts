import { type Answers, textAnswer } from '../../answers/answers.ts';
import { isLocalPath } from '../../facts/docker/own-image.ts';
import { type Facts, type Query, query } from '../../facts/facts.ts';
import { type Brought, builtImage } from '../../image/source.ts';
import { installFolder } from '../../paths.ts';

/** A path on the person's computer, or KEPT. */
export const OWN = 'expfactory.own';
/** Instead of a path: what was brought before stays. */
export const KEPT = 'kept';
/** What the record says of them: `SHA256:ID,ID`. */
const CONTENT = 'expfactory.ownContent';

/** A person's own experiments, besides those of the library. */
export interface OwnExperiments {
  readonly ids: readonly string[];
  /** Of the folder as it was on the person's computer. */
  readonly sha256: string;
  readonly brought: Brought;
  /** For the record: a path says nothing on another computer. */
  readonly remembers: Readonly<Record<string, string>>;
}

/** What must be seen of the folder. */
export function ownLooks(answers: Answers): readonly Query<'ownExperiments'>[] {
  const path = textAnswer(answers, OWN);
  return isLocalPath(path) ? [query('ownExperiments', '', path)] : [];
}

/** Undefined where there are none, or nothing was seen of them yet. */
export function ownExperiments(
  answers: Answers,
  facts: Facts,
  host: string,
  install: string,
): OwnExperiments | undefined {
  const [look] = ownLooks(answers);
  const seen = look && facts.get(look);
  if (seen) {
    const folders = seen.experiments.map(({ id, folder }) => ({ from: folder, to: id }));
    const ids = seen.experiments.map(({ id }) => id);
    return made(install, ids, seen.sha256, { path: textAnswer(answers, OWN), folders });
  }
  if (textAnswer(answers, OWN) !== KEPT) return undefined;
  const kept = keptContent(answers, facts, host, install);
  return kept && made(install, kept.ids, kept.sha256);
}

/** What the server has of an earlier time; undefined where it has none. The answers may be the record's own. */
export function keptContent(answers: Answers, facts: Facts, host: string, install: string) {
  const record = facts.get(query('record', host, install));
  const content = record ? record.answers[CONTENT] : answers[CONTENT];
  const [, sha256, ids] = /^([0-9a-f]{64}):([a-z0-9_,-]+)$/.exec(String(content)) ?? [];
  return sha256 && ids ? { sha256, ids: ids.split(',') } : undefined;
}

function made(
  install: string,
  ids: readonly string[],
  sha256: string,
  from?: Brought['from'],
): OwnExperiments {
  return {
    ids,
    sha256,
    brought: {
      what: 'your own experiments',
      folder: `${installFolder(install)}/experiments/${sha256.slice(0, 16)}`,
      image: builtImage(`${install}-own`, sha256),
      ...(from && { from }),
    },
    remembers: { [OWN]: KEPT, [CONTENT]: `${sha256}:${ids.join(',')}` },
  };
}
