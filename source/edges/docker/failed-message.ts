import { EngineRefusal } from './engine-refusal.ts';

/** The engine answers 200 before it knows how a long call will end: a failure is a message in its stream. */
export function throwIfFailed({ error, errorDetail }: Readonly<Record<string, unknown>>): void {
  const detail = errorDetail as { message?: unknown } | undefined;
  const says = detail?.message ?? error;
  if (typeof says === 'string') throw new EngineRefusal(200, says);
  if (errorDetail !== undefined || error !== undefined)
    throw new EngineRefusal(200, 'no reason given');
}
