import { Secret } from '../../secrets/secret.ts';
import { type Query, query } from '../facts.ts';
import type { ExecutionFact } from '../objects.ts';
import { executionSubject } from './execution.ts';

/** The tokens that an app keeps. */
export interface TokensSeen {
  /** With those that were used or revoked. */
  readonly all: number;
  /** Those that still let somebody in. */
  readonly active: readonly Secret[];
}

/** How an app's container is asked for its tokens; `list` is the command inside it. */
export function tokensQuery(
  host: string,
  container: string,
  list: readonly string[],
): Query<'execution'> {
  return query('execution', host, executionSubject(container, list));
}

const LINE = /^([A-Za-z0-9-]{8,}|finished|revoked)\[(active|finished|revoked)\]$/;

/** What it told; undefined where it did not tell. */
export function tokensIn(seen: ExecutionFact | null | undefined): TokensSeen | undefined {
  if (seen?.code !== 0) return undefined;
  const lines = seen.output.split('\n').flatMap((line) => {
    const [, token, state] = LINE.exec(line.trim()) ?? [];
    return token === undefined ? [] : [{ token, state }];
  });
  const active = lines.filter(({ state }) => state === 'active');
  return { all: lines.length, active: active.map(({ token }) => new Secret(token)) };
}
