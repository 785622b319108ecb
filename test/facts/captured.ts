import { readFileSync } from 'node:fs';
import type { FactTypes } from '../../source/facts/facts.ts';
import type { Asked, HostFactName, HostProbe, ProbeReply } from '../../source/facts/probe.ts';
import { probes } from '../../source/facts/probes.ts';

/**
 * Replies of real machines: Debian 12 with Docker, nginx as the front and a few more containers,
 * and a fresh Debian 13. They were taken by running each probe's command there as root.
 */
export type Machine = 'debian-12-in-use' | 'debian-13-fresh';

/** What the probe makes of a real machine's reply. */
export function seenOn<Name extends HostFactName>(
  machine: Machine,
  fact: Name,
  subject = '',
): FactTypes[Name] {
  const path = new URL(`captured/${machine}.json`, import.meta.url);
  const replies: (ProbeReply & { fact: string; subject: string })[] = JSON.parse(
    readFileSync(path, 'utf8'),
  );
  const reply = replies.find((each) => each.fact === fact && each.subject === subject);
  if (!reply) throw new Error(`Nobody asked ${machine} for ${fact} ${subject}.`);
  return read(fact, reply, subject);
}

export function read<Name extends HostFactName>(
  fact: Name,
  reply: Partial<ProbeReply>,
  subject = '',
  asked: Asked = { before: 0, after: 0 },
): FactTypes[Name] {
  const probe = probes[fact] as unknown as HostProbe<Name>;
  return probe.parse({ code: 0, stdout: '', ...reply }, subject, asked);
}

/** The code of the ExpectedError that reading this reply throws. */
export function refusalOf(fact: HostFactName, reply: Partial<ProbeReply>, subject = ''): unknown {
  try {
    read(fact, reply, subject);
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
  return undefined;
}
