import { appOf } from '../apps/index.ts';
import { lookAtAll } from '../doctor/examine.ts';
import { type Facts, query } from '../facts/facts.ts';
import type { EnvFileFact, RecordFact } from '../facts/installs/record.ts';
import { envFile } from '../paths.ts';
import { questions } from '../script.ts';
import { type SeenInstall, visitHost } from '../status/host-status.ts';
import { type Topic, topicOf } from './config-questions.ts';
import type { ListVisit } from './list.ts';
import type { ServerList } from './servers/server-list.ts';

/** What the apps of a server were set up by. */
export type ConfigList = ServerList<InstallConfig>;

export interface InstallConfig {
  readonly install: string;
  readonly app: string;
  readonly names: readonly string[];
  /** In the order in which they are asked. */
  readonly answers: readonly ListedAnswer[];
}

export interface ListedAnswer {
  /** The question's id, as answer files have it. */
  readonly id: string;
  readonly topic: Topic;
  /** Null where it may not be seen. */
  readonly value: string | boolean | null;
  readonly secret: boolean;
}

/** Looks at a host, and changes nothing. */
export async function listConfig(visit: ListVisit, seen: Facts): Promise<ConfigList> {
  const { look, host, author, signal } = visit;
  const found = await visitHost({ ...visit, purpose: 'renewal' }, seen);
  const lists = found.installs.map(({ name }) => query('envFile', host, envFile(name)));
  const facts = found.facts.with((await lookAtAll(look, lists, signal)).sightings);
  const installs = found.installs.map((each) => {
    const { name, status } = each;
    const record = facts.get(query('record', host, name));
    const list = facts.get(query('envFile', host, envFile(name)));
    return {
      ...{ install: name, app: status.app, names: status.names },
      answers: record ? answersOf(each, record, list ?? null) : [],
    };
  });
  return { host, at: author.at.toISOString(), installs, trouble: null };
}

function answersOf(
  { wanted }: SeenInstall,
  { answers }: RecordFact,
  list: EnvFileFact | null,
): ListedAnswer[] {
  const app = 'goal' in wanted ? appOf(wanted.goal.app.id) : undefined;
  // What is secret is in env.list alone.
  const hidden = Object.entries(app?.variables ?? {}).flatMap(([name, { asked }]) =>
    asked !== undefined && list?.entries.has(name) ? [asked] : [],
  );
  return questions.flatMap((question): ListedAnswer[] => {
    const { id, kind } = question;
    const topic = topicOf(question);
    if (topic === undefined) return [];
    if (kind === 'secret')
      return hidden.includes(id) ? [{ id, topic, value: null, secret: true }] : [];
    const value = answers[id];
    return value === undefined ? [] : [{ id, topic, value, secret: false }];
  });
}
