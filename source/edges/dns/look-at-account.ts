import type { Answers } from '../../answers/answers.ts';
import { noZone } from '../../dns/providers/account.ts';
import { accountGoal, freeNameIn, providerOf } from '../../dns/providers/chosen.ts';
import type { DnsEdges } from '../../dns/providers/edges.ts';
import { type DnsAccountFact, partsOf } from '../../facts/names/dns-account.ts';
import { dnsEdges } from './open-edges.ts';

/** Tries the credentials that were answered. Throws the ExpectedErrors of `DnsAccount`. */
export async function lookAtAccount(
  subject: string,
  answers: Answers,
  signal: AbortSignal,
  edges: DnsEdges = dnsEdges,
): Promise<DnsAccountFact> {
  const { provider: id, name } = partsOf(subject);
  const provider = providerOf(id);
  const goal = accountGoal(answers);
  if (goal?.provider !== id) throw new TypeError(`Nothing was answered about an account at ${id}.`);
  const account = provider.open(goal.answers, edges);
  await account.check(signal);
  const zone = await account.zoneOf(name, signal);
  if (zone !== null) return { zone: zone.name };
  if (account.takeName && freeNameIn(provider, name) !== undefined) return { zone: null };
  throw noZone(name, provider.label);
}
