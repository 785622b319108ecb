import { domainToASCII } from 'node:url';
import type { NameFact } from '../../facts/outside.ts';
import { type Ask, askingNameServers, type DnsAnswer } from './ask-name-server.ts';
import { findZone, isSilence, type Zone } from './find-zone.ts';

/** How far a chain of aliases is followed. */
const ALIASES = 8;

/**
 * A name as every one of its authoritative servers has it, over IPv4 and IPv6, aliases followed.
 * Where none of them can be asked from here, what the system's resolver says (`secondHand`).
 */
export async function lookAtName(
  subject: string,
  signal: AbortSignal,
  ask: Ask = askingNameServers(signal),
): Promise<NameFact> {
  const name = domainToASCII(subject.replace(/\.$/, '')).toLowerCase();
  return await lookUp(name, ask, ALIASES);
}

async function lookUp(name: string, ask: Ask, aliases: number): Promise<NameFact> {
  const { zone, blocked } = await findZone(name, ask);
  if (zone === null || blocked) return await bySystem(name, zone, ask);
  const views = await Promise.all(zone.addresses.map((address) => viewOf(address, name, ask)));
  const answers = views.filter((view) => view.failed === undefined);
  if (answers.length === 0) {
    const loud = views.map((view) => view.failed ?? '').find((code) => code && !isSilence(code));
    if (loud !== undefined) return { ...nothing(zone), problem: brokenServers(zone, loud) };
    return await bySystem(name, zone, ask);
  }
  const targets = [
    ...new Set(answers.flatMap(({ alias }) => (alias === undefined ? [] : [alias]))),
  ];
  const led = new Map<string, NameFact>();
  for (const target of targets) {
    if (aliases === 0) return { ...nothing(zone), problem: aliasesInACircle(name) };
    led.set(target, await lookUp(target, ask, aliases - 1));
  }
  const seen = answers.map((view) => {
    const fact = view.alias === undefined ? undefined : led.get(view.alias);
    return { a: fact?.a ?? view.a, aaaa: fact?.aaaa ?? view.aaaa };
  });
  const behind = [...led.values()];
  const a = sorted(seen.flatMap((view) => view.a));
  const aaaa = sorted(seen.flatMap((view) => view.aaaa));
  const negative = a.length + aaaa.length === 0 ? await negativeSeconds(zone, ask) : undefined;
  return {
    a,
    aaaa,
    zone: zone.name,
    servers: zone.servers,
    agreed: new Set(seen.map(asText)).size === 1 && behind.every(({ agreed }) => agreed),
    problem: behind.find(({ problem }) => problem !== null)?.problem ?? null,
    ...(behind.some(({ secondHand }) => secondHand) ? { secondHand: true } : {}),
    ...(negative === undefined ? {} : { negativeSeconds: negative }),
  };
}

/** What one server has. `failed` where it gave no answer at all. */
interface View {
  readonly a: readonly string[];
  readonly aaaa: readonly string[];
  readonly alias?: string;
  readonly failed?: string;
}

async function viewOf(server: string | null, name: string, ask: Ask): Promise<View> {
  const [four, six] = await Promise.all([ask(server, name, 'A'), ask(server, name, 'AAAA')]);
  const view = { a: valuesOf(four), aaaa: valuesOf(six) };
  if (four.is === 'failed' && six.is !== 'found') return { ...view, failed: four.code };
  if (six.is === 'failed' && four.is !== 'found') return { ...view, failed: six.code };
  if (four.is === 'found' || six.is === 'found' || four.is === 'no-such-name') return view;
  // A server that speaks only for this zone does not follow an alias that leads out of it.
  const alias = valuesOf(await ask(server, name, 'CNAME'))[0]?.toLowerCase();
  return alias === undefined ? view : { ...view, alias };
}

async function bySystem(name: string, zone: Zone | null, ask: Ask): Promise<NameFact> {
  const { a, aaaa, failed } = await viewOf(null, name, ask);
  const fact = { ...nothing(zone), a: sorted(a), aaaa: sorted(aaaa), secondHand: true };
  if (failed === undefined) return fact;
  return { ...fact, problem: isSilence(failed) ? silence() : brokenServers(zone, failed) };
}

async function negativeSeconds(zone: Zone, ask: Ask): Promise<number | undefined> {
  for (const address of zone.addresses.slice(0, 2)) {
    const [seconds] = valuesOf(await ask(address, zone.name, 'SOA'));
    if (seconds !== undefined) return Number(seconds);
  }
  return undefined;
}

function nothing(zone: Zone | null): NameFact {
  return {
    a: [],
    aaaa: [],
    zone: zone?.name ?? '',
    servers: zone?.servers ?? [],
    agreed: true,
    problem: null,
  };
}

function brokenServers(zone: Zone | null, code: string): string {
  const whose = zone ? `The name servers of ${zone.name}` : 'The name servers';
  if (code === 'EREFUSED') {
    return `${whose} refuse to answer for it (REFUSED). Most often the domain was pointed at name servers where it was never set up.`;
  }
  return `${whose} answer with an error (${code.replace(/^E/, '')}). Most often the zone is set up wrongly where it is managed, or its DNSSEC signatures are broken.`;
}

function silence(): string {
  return 'No name server answered. Most often this computer is offline, or its network blocks DNS.';
}

function aliasesInACircle(name: string): string {
  return `${name} is an alias (CNAME) that leads from alias to alias without an end.`;
}

function valuesOf(told: DnsAnswer): readonly string[] {
  return told.is === 'found' ? told.values : [];
}

function sorted(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}

function asText({ a, aaaa }: Pick<View, 'a' | 'aaaa'>): string {
  return [...sorted(a), ...sorted(aaaa)].join(' ');
}
