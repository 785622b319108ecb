import type { Recognised } from '../apps/app.ts';
import { apps } from '../apps/index.ts';
import { problemWithValue } from '../containers/env-file.ts';
import { isSecretName } from '../doctor/secret-patterns.ts';
import type { OtherContainer } from '../facts/docker/other-containers.ts';
import { type Facts, isOf, query } from '../facts/facts.ts';

/** A container that somebody started by hand, and what we can do with it. */
export interface Candidate {
  readonly container: OtherContainer;
  readonly recognised: Recognised | undefined;
  /** The id of the app that knows it; '' where none does. */
  readonly by: string;
  /** The install that it is already; null for none. */
  readonly install: string | null;
  /** Why it can't be taken over: a sentence; null where it can. */
  readonly whyNot: string | null;
}

/** All that others made on a host, as far as that was seen. */
export function candidatesIn(facts: Facts, host: string): readonly Candidate[] {
  const adopted = adoptedIn(facts, host);
  return (facts.get(query('otherContainers', host)) ?? []).map((container) => {
    const { recognised, by } = knownBy(container);
    const install = adopted.get(container.id) ?? null;
    return {
      ...{ container, recognised, by, install },
      whyNot: install === null ? whyNot(container, recognised) : null,
    };
  });
}

/** Those that can be taken over, and those that were. */
export function fitting(all: readonly Candidate[]): readonly Candidate[] {
  return all.filter((each) => each.whyNot === null);
}

/** What the first app says that knows it; an app of somebody's own comes last. */
export function recognise(container: OtherContainer): Recognised | undefined {
  return knownBy(container).recognised;
}

function knownBy(container: OtherContainer): Pick<Candidate, 'recognised' | 'by'> {
  for (const app of apps) {
    const recognised = app.recognises?.(container);
    if (recognised) return { recognised, by: app.id };
  }
  return { recognised: undefined, by: '' };
}

/** Installs by the id of the container that they began with, by all records that were seen. */
function adoptedIn(facts: Facts, host: string): ReadonlyMap<string, string> {
  const records = facts.sightings().flatMap((seen) => {
    if (seen.query.host !== host) return [];
    if (isOf(seen, 'neighbours')) return seen.value;
    const record = isOf(seen, 'record') ? seen.value : null;
    return record ? [{ install: seen.query.subject, record }] : [];
  });
  return new Map(
    records.flatMap(({ install, record: { adopted } }) =>
      adopted ? [[adopted.container, install] as const] : [],
    ),
  );
}

function whyNot(container: OtherContainer, recognised: Recognised | undefined): string | null {
  const { name, env, command, cluster, deletedAtStop, onHostNetwork, running } = container;
  if (cluster !== null) return `It belongs to ${cluster}, which starts and stops it by itself.`;
  if (!running)
    return `It does not run. If it is still needed, on the server: docker start ${name}`;
  if (deletedAtStop)
    return 'It was started with --rm: Docker deletes it, and what is in it alone, the moment it stops.';
  if (onHostNetwork) return "It uses the server's own network (--network host).";
  const exposed = secretIn(command ?? []);
  if (exposed !== undefined)
    return `The word ${exposed} on its command line looks like a password, which nobody must write down. Start it with that in its environment first.`;
  const [odd] = [...env].filter(([key, value]) => problemWithValue(key, value) !== undefined);
  if (odd) return `Its setting ${odd[0]} has several lines, which env.list can't hold.`;
  if (!recognised) return 'It has no port that visitors could come to.';
  return recognised.whyNot ?? null;
}

/** The option by which a command line gives a secret: `--password=…`, `-Ddb.password=…`, `--token …`. */
function secretIn(command: readonly string[]): string | undefined {
  return command
    .map((word, at) => {
      const [, name = '', sign, value = ''] = /^-{0,2}([\w.-]+)(=)?(.*)$/s.exec(word) ?? [];
      const given = sign === undefined && word.startsWith('-') ? command[at + 1] : value;
      return isSecretName(name) && given && !HARMLESS.test(given) ? name : undefined;
    })
    .find((name) => name !== undefined);
}

/** `-Djatos.user.password.length=12` is about passwords, and none; nor is another option. */
const HARMLESS = /^(true|false|\d{1,5}|-.*)$/;
