import { type Answers, textAnswer } from '../answers/answers.ts';
import type { RecordFact } from '../facts/installs/record.ts';
import { hostKindOf, reachedAt } from '../hosts/index.ts';
import { LOCAL } from '../hosts/local.ts';
import { parseServer, parseSshAddress, sshAddress } from '../hosts/ssh-target.ts';

/** The further servers, with spaces in between: `root@203.0.113.8 root@203.0.113.9`. */
export const HOSTS = 'swarm.hosts';
export const REPLICAS = 'swarm.replicas';
export const STATELESS = 'swarm.stateless';
/** The person agreed that what goes between the servers is not encrypted. */
export const OPEN = 'swarm.open';
/** More than half of those that decide are lost for good: the first one goes on without them. Once only. */
export const FORCE = 'swarm.force';
/** Where further servers come from, and, where they are made, how many there shall be and what they are called. */
export const FROM = 'swarm.from';
export const NEW = 'swarm.new';
export const CALLED = 'swarm.called';
/** Those that were made: `ec2://eu-central-1/study-2=203.0.113.8`, with spaces in between. */
export const MADE = 'swarm.made';
/** Whether a load balancer of the provider's shall stand in front of all; and which one was made: `hetzner://study-balancer=203.0.113.20`. */
export const BALANCER = 'swarm.balancer';
export const BALANCED_BY = 'swarm.balanced-by';
/** Which of the person's own servers it was told of, with spaces in between: `203.0.113.8`. */
export const BALANCED = 'swarm.balanced';
/** Whether those shall be deleted once the app is back on the first one. */
export const DELETE = 'swarm.delete';
/** Whether the name shall lead to the others, or no more; and to which of them setup-server had it lead. */
export const NAMES = 'swarm.names';
export const NAMED = 'swarm.named';
/** Settled when it grew: the image by its digest, how each copy is known to be well, by which addresses the servers talk. */
export const IMAGE = 'swarm.image';
/** The same of what it works with: `db=mariadb:11.4@sha256:…`, with spaces in between. */
export const BESIDE = 'swarm.beside';
export const HEALTH = 'swarm.health';
export const ADDRESSES = 'swarm.addresses';
/** Whether a copy may have as many open files as ours are given. */
export const FILES = 'swarm.files';

/** Everything that only a cluster wants. */
const CLUSTER_ANSWERS: readonly string[] = [
  ...[HOSTS, REPLICAS, STATELESS, OPEN, IMAGE, BESIDE, HEALTH, ADDRESSES, FILES, MADE, NAMED],
  ...[BALANCED_BY, BALANCED],
];

/** Whether an answer is about the cluster alone. */
export function isOfCluster(id: string): boolean {
  return CLUSTER_ANSWERS.includes(id);
}

/** As it was wanted before it grew, and without what was only asked on the way back. */
export function withoutCluster(answers: Answers): Answers {
  return Object.fromEntries(Object.entries(answers).filter(([id]) => !id.startsWith('swarm.')));
}

/**
 * What was settled for these servers; for others than those of `before` it is settled anew. What one of them could not
 * give, its successor need not: for that alone, nothing is made anew.
 */
export function unsettled(answers: Answers, before: string): Answers {
  if (before === textAnswer(answers, HOSTS)) return answers;
  const { [ADDRESSES]: _, [FILES]: files, ...rest } = answers;
  return files === false ? { ...rest, [FILES]: files } : rest;
}

/** A list as it is typed, by spaces or commas. */
export function wordsOf(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter((each) => each !== '');
}

/** A further server. */
export interface OtherHost {
  readonly host: string;
  /** Without the user: `203.0.113.8`. */
  readonly name: string;
}

/** The further servers that were named. What is not said of the way there is as for the first one. */
export function otherHosts(answers: Answers): readonly OtherHost[] {
  const first = hostKindOf(answers).address(answers);
  const way = first === LOCAL ? { user: '', keyFile: '', configFile: '' } : parseSshAddress(first);
  return wordsOf(textAnswer(answers, HOSTS)).map((word) => {
    const { host, user, port } = parseServer(word);
    const { keyFile, configFile } = way;
    return {
      host: sshAddress({ host, port, user: user || way.user, keyFile, configFile }),
      name: port === '' ? host : `${host}:${port}`,
    };
  });
}

/** How many further servers the app runs on, by what the first one remembers of it. */
export function othersRecorded(record: Pick<RecordFact, 'answers'> | null | undefined): number {
  return wordsOf(textAnswer(record?.answers ?? {}, HOSTS)).length;
}

/** What the first one is called among them. */
export function firstName(answers: Answers): string {
  return reachedAt(hostKindOf(answers).address(answers));
}
