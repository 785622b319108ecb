import type { Answers } from './answers/answers.ts';
import type { Event } from './event.ts';
import type { Facts } from './facts/facts.ts';
import type { EnvFileFact } from './facts/record.ts';
import { redact, Secret } from './secret.ts';

/** Every secret that we know of: typed, or read from an env file on a host. */
export function secretsIn(answers: Answers, facts: Facts): Secret[] {
  const typed = Object.values(answers).filter((answer) => answer instanceof Secret);
  const kept = facts
    .sightings()
    .filter(({ query }) => query.fact === 'envFile')
    .flatMap(({ value }) => [...((value as EnvFileFact | null)?.entries.values() ?? [])]);
  return [...typed, ...kept];
}

/** An event whose texts may come from programs that print what they should not. */
export function withoutPrintedSecrets(event: Event, secrets: readonly Secret[]): Event {
  switch (event.type) {
    case 'said':
      return { ...event, line: redact(event.line, secrets) };
    case 'failed': {
      const { detail } = event.trouble;
      if (detail === undefined) return event;
      return { ...event, trouble: { ...event.trouble, detail: redact(detail, secrets) } };
    }
    default:
      return event;
  }
}
