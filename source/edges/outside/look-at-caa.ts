import type { CaaFact } from '../../certificates/caa.ts';
import { type Ask, askingNameServers } from './ask-name-server.ts';
import { isSilence } from './find-zone.ts';
import { lookAtRecords, valuesOf } from './look-at-records.ts';

/**
 * The CAA records that count for a name: climbs label by label up to the top, and the first that
 * has any wins (RFC 8659, 3). An alias on the way is followed, but not climbed from. What can't be
 * asked from here counts as nothing: the CA looks for itself.
 */
export async function lookAtCaa(
  name: string,
  signal: AbortSignal,
  ask: Ask = askingNameServers(signal),
): Promise<CaaFact> {
  const labels = name.replace(/^\*\./, '').split('.');
  for (let from = 0; from < labels.length; from += 1) {
    const at = labels.slice(from).join('.');
    const { zone, servers } = await lookAtRecords(at, 'CAA', ask);
    const records = [...new Set(servers.flatMap(({ told }) => valuesOf(told)))];
    if (records.length > 0) return { at, records, problem: null };
    const loud = servers.flatMap(({ told }) =>
      told.is === 'failed' && !isSilence(told.code) ? [told.code] : [],
    );
    if (loud.length > 0 && loud.length === servers.length) {
      const code = loud[0]?.replace(/^E/, '');
      const problem = `The name servers of ${zone} answer the question for CAA records (who may make certificates) with an error (${code}).`;
      return { at, records: [], problem };
    }
  }
  return { at: '', records: [], problem: null };
}
