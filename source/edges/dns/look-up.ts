import { Resolver } from 'node:dns/promises';
import type { RecordType } from '../../dns/providers/edges.ts';
import { unreachable } from './http.ts';

/** A record's values by the system's resolver; empty where there are none. */
export async function lookUp(
  name: string,
  type: RecordType,
  signal: AbortSignal,
): Promise<string[]> {
  signal.throwIfAborted();
  const resolver = new Resolver({ timeout: 3000, tries: 2 });
  const cancel = () => resolver.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    const values = await resolver.resolve(name, type);
    return (values as (string | string[])[]).map((value) =>
      typeof value === 'string' ? value : value.join(''),
    );
  } catch (error) {
    signal.throwIfAborted();
    const { code } = error as { code?: unknown };
    if (code === 'ENODATA' || code === 'ENOTFOUND') return [];
    throw unreachable('The DNS', `${name} could not be looked up (${code}).`);
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}
