import { readFileSync } from 'node:fs';
import type { HostFacts } from '../../source/facts/host-facts.ts';
import type { Asked, HostFactName, HostProbe, ProbeReply } from '../../source/facts/probe.ts';
import { probes } from '../../source/facts/probes.ts';

/**
 * Replies of real machines, taken by running each probe's command there as root: Debian 12 with Docker,
 * nginx as the front and a few more containers; a fresh Debian 13; and fresh ones with nginx or Apache
 * just installed, with ufw or firewalld switched on, and with nftables' rules of their own.
 */
export type Machine =
  | 'debian-12-in-use'
  | 'debian-12-nginx'
  | 'debian-12-ufw'
  | 'debian-13-apache'
  | 'debian-13-firewalld'
  | 'debian-13-fresh'
  | 'debian-13-nftables';

/** What the probe makes of a real machine's reply. */
export function seenOn<Name extends HostFactName>(
  machine: Machine,
  fact: Name,
  subject = '',
): HostFacts[Name] {
  return read(fact, replyOf(machine, fact, subject), subject);
}

/** A real machine's reply, as it came. */
export function replyOf(machine: Machine, fact: HostFactName, subject = ''): ProbeReply {
  const path = new URL(`captured/${machine}.json`, import.meta.url);
  const replies: (ProbeReply & { fact: string; subject: string })[] = JSON.parse(
    readFileSync(path, 'utf8'),
  );
  const reply = replies.find((each) => each.fact === fact && each.subject === subject);
  if (!reply) throw new Error(`Nobody asked ${machine} for ${fact} ${subject}.`);
  return reply;
}

export function read<Name extends HostFactName>(
  fact: Name,
  reply: Partial<ProbeReply>,
  subject = '',
  asked: Asked = { before: 0, after: 0 },
): HostFacts[Name] {
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
