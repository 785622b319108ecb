import { AGAIN, type Answers, installOf, OTHER, textAnswer } from '../answers/answers.ts';
import type { Recognised } from '../apps/app.ts';
import { lines } from '../apps/mounts.ts';
import type { Mount } from '../containers/container.ts';
import { ExpectedError } from '../expected-error.ts';
import type { OtherContainer } from '../facts/docker/other-containers.ts';
import { type Facts, query } from '../facts/facts.ts';
import { hostKindOf, reachedAt } from '../hosts/index.ts';
import { parseImage } from '../image/reference.ts';
import { RESERVED_INSTALLS } from '../paths.ts';
import { problemWithInstall } from '../questions/app.ts';
import type { Adopted } from './adopted.ts';
import { type Candidate, candidatesIn, fitting } from './candidates.ts';

/** The question which container is meant, by its name. */
export const WHICH_CONTAINER = 'adopt.container';
/** The question for folders that hold data, where the app is not one that we know. */
export const FOLDERS = 'adopt.folders';

/** The question what becomes of a container that is found while something is set up. */
export const FOUND = 'server.found';

/** One container is taken over as an install. */
export interface Adoption {
  readonly container: OtherContainer;
  readonly recognised: Recognised;
  readonly install: string;
  readonly adopted: Adopted;
  /** By which the install is wanted from then on. */
  readonly answers: Answers;
}

/** The host that the answers mean. */
export function hostIn(answers: Answers): string {
  return hostKindOf(answers).address(answers);
}

/** The container that the answers name; undefined where there is none of that name. */
export function chosenIn(answers: Answers, facts: Facts): Candidate | undefined {
  const name = textAnswer(answers, WHICH_CONTAINER);
  return fitting(candidatesIn(facts, hostIn(answers))).find((each) => calledSo(each, name));
}

/** Once it was taken over it goes by two names. */
function calledSo({ container, install }: Candidate, name: string): boolean {
  return container.name === name || (install !== null && install === name);
}

/** What it is called on the server from then on: as it is, where that will do. */
export function suggestedInstall(answers: Answers, facts: Facts): string | undefined {
  const chosen = chosenIn(answers, facts);
  if (!chosen?.recognised) return undefined;
  const { container, recognised, install } = chosen;
  if (install !== null) return install;
  const taken = takenNames(answers, facts, container.id);
  const free = (name: string) => problemWithInstall(name) === undefined && !taken.includes(name);
  if (free(container.name)) return container.name;
  const image = parseImage(container.image.reference).name.split('/').at(-1) ?? '';
  const app = recognised.app === 'image' ? nameIn(image) || 'app' : recognised.app;
  // Docker makes names up, which say nothing.
  const own = nameIn(container.name);
  const numbered = Array.from({ length: 99 }, (_, at) => `${app}-${at + 2}`);
  return [...(own.includes(app) ? [own] : []), app, ...numbered].find(free);
}

/** What is left of a text as the name of an install. */
function nameIn(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 28)
    .replace(/^-+|-+$/g, '');
}

/** Names that others have on the server: installs, and containers that nobody may rename. */
export function takenNames(answers: Answers, facts: Facts, own: string): readonly string[] {
  const host = hostIn(answers);
  const others = facts.get(query('otherContainers', host)) ?? [];
  return [
    ...RESERVED_INSTALLS,
    ...(facts.get(query('installs', host)) ?? []),
    ...others.filter(({ id }) => id !== own).map(({ name }) => name),
  ];
}

/** Throws where there is nothing that could be taken over, or nothing of that name. */
export function adoptionIn(answers: Answers, facts: Facts): Adoption {
  const host = hostIn(answers);
  const chosen = chosenIn(answers, facts);
  if (!chosen?.recognised) throw nothingThere(reachedAt(host), candidatesIn(facts, host));
  const { container, recognised } = chosen;
  const install = installIn(answers, facts, container.id);
  const before = facts.get(query('record', host, install));
  const known = before?.adopted?.container === container.id ? before : undefined;
  const ways = Object.entries(answers).filter(
    ([id]) => !id.startsWith('adopt.') && ![FOUND, AGAIN, OTHER].includes(id),
  );
  return {
    ...{ container, recognised, install },
    adopted:
      known?.adopted ?? adoptedFrom(container, install, dataOf(recognised, answers), recognised),
    // What was changed since is not undone by saying the same again.
    answers: {
      ...Object.fromEntries(ways),
      ...(known?.answers ?? recognised.answers),
      ...{ app: recognised.app, install },
    },
  };
}

/** The name that was wished for; in the whole interview, it was asked for before the server was seen. */
function installIn(answers: Answers, facts: Facts, own: string): string {
  const wished = installOf(answers);
  const free =
    !['', textAnswer(answers, 'app')].includes(wished) &&
    !takenNames(answers, facts, own).includes(wished);
  return free ? wished : (suggestedInstall(answers, facts) ?? wished);
}

/** Folders in the container that hold data, as far as anybody knows. */
function dataOf({ data }: Recognised, answers: Answers): readonly string[] {
  return [...new Set([...data, ...lines(textAnswer(answers, FOLDERS))])];
}

function adoptedFrom(
  { id, name, mounts, networks, entrypoint }: OtherContainer,
  install: string,
  data: readonly string[],
  { elsewhere }: Pick<Recognised, 'elsewhere'>,
): Adopted {
  const rescued = data.filter((folder) => !mounts.some(({ target }) => covers(target, folder)));
  const volumes = rescued.map((target, at): Mount => {
    return { source: `${install}-rescued${at === 0 ? '' : `-${at + 1}`}`, target };
  });
  return {
    ...{ container: id, name, volumes: [...mounts, ...volumes], networks },
    ...(entrypoint && { entrypoint }),
    rescued,
    ...(elsewhere !== undefined && { elsewhere }),
  };
}

/** Whether what is in a folder is in that mount. */
function covers(target: string, folder: string): boolean {
  return `${folder}/`.startsWith(`${target.replace(/\/$/, '')}/`);
}

function nothingThere(place: string, all: readonly Candidate[]): ExpectedError {
  const reasons = all.flatMap(({ container, whyNot }) =>
    whyNot === null ? [] : [`${container.name}: ${whyNot}`],
  );
  return new ExpectedError({
    code: 'adopt.nothing-there',
    what: `There is no container on ${place} that setup-server could take over.`,
    why: reasons.join(' ') || 'Docker has none there that somebody else started.',
    next: ['npx setup-server sets an app up there.'],
  });
}
