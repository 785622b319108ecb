import type { Answers } from '../answers/answers.ts';
import { type Facts, isOf } from '../facts/facts.ts';
import type { Sealed } from '../renewal/sealed.ts';
import { linesIn, OWN_LINES } from '../settings/own-lines.ts';
import { redact, Secret } from './secret.ts';

/**
 * Every secret that we know of: typed, or read from an env file on a host. There, too, lies what
 * was answered in the open, now or when it was set up, like the app's own name: hiding that would only
 * make texts unreadable.
 */
export function secretsIn(answers: Answers, facts: Facts): Secret[] {
  const typed = Object.entries(answers).flatMap(([id, answer]) => {
    if (!(answer instanceof Secret)) return [];
    return OWN_LINES.includes(id) ? [...linesIn(answer).values()] : [answer];
  });
  const recorded = facts
    .sightings()
    .flatMap((each) => (isOf(each, 'record') ? Object.values(each.value?.answers ?? {}) : []));
  const open = [...Object.values(answers), ...recorded]
    .flatMap((answer) => (typeof answer === 'string' ? [answer, ...answer.split(/\s+/)] : []))
    .concat(NO_SECRETS);
  const kept = facts
    .sightings()
    .flatMap((each) => (isOf(each, ...LISTS) ? [...(each.value?.entries.values() ?? [])] : []))
    .filter((each) => !open.some((value) => each.equals(value)));
  const sealed = facts
    .sightings()
    .flatMap((each) => (isOf(each, 'sealedFile') ? secretsOf(each.value?.value) : []));
  return [...typed, ...kept, ...sealed];
}

/** What many programs are set to, and many texts say. */
const NO_SECRETS = ['true', 'false', 'none'];

function secretsOf(value: Sealed | undefined): Secret[] {
  if (value instanceof Secret) return [value];
  return typeof value === 'object' && value !== null
    ? Object.values(value).flatMap((each) => secretsOf(each))
    : [];
}

/** What holds lines of an env.list. */
const LISTS = ['envFile', 'environment', 'ownEnvFile'] as const;

/** The same while more is seen: gathered anew only where it is asked for and something was. */
export function secretsAsSeen(answers: Answers, seen: () => Facts): () => readonly Secret[] {
  let from: Facts | undefined;
  let secrets: readonly Secret[] = [];
  return () => {
    if (from !== seen()) {
      from = seen();
      secrets = secretsIn(answers, from);
    }
    return secrets;
  };
}

/** What programs compare, and we alone write: no secret is in it, even if one reads the same. */
const OURS = new Set(['type', 'step', 'id', 'code', 'status', 'outcome', 'ending', 'problem']);

/** As the value, with every secret in any of its texts hidden: for what others wrote. */
export function withoutSecretsIn<T>(value: T, secrets: readonly Secret[]): T {
  if (secrets.length === 0) return value;
  const clean = (part: unknown): unknown => {
    if (typeof part === 'string') return redact(part, secrets);
    if (Array.isArray(part)) return part.map(clean);
    if (typeof part !== 'object' || part === null || part instanceof Secret) return part;
    if (part instanceof Error) return part;
    return Object.fromEntries(
      Object.entries(part).map(([key, each]) => [key, OURS.has(key) ? each : clean(each)]),
    );
  };
  return clean(value) as T;
}
