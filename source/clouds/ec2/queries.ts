import { query } from '../../facts/facts.ts';

/** The subject of everything that is looked at about a machine. */
export function subjectOf(region: string, name: string): string {
  return `${region} ${name}`;
}

export function ec2Machine(region: string, name: string) {
  return query('ec2Machine', '', subjectOf(region, name));
}

export function ec2Entrance(region: string, name: string) {
  return query('ec2Entrance', '', subjectOf(region, name));
}

/** A server there that may have any of these addresses. */
export function ec2Host(region: string, addresses: readonly string[]) {
  return query('ec2Host', '', subjectOf(region, addresses.join(',')));
}

/** Who stands behind the firewall of that name. */
export function ec2Behind(region: string, name: string) {
  return query('ec2Behind', '', subjectOf(region, name));
}

/**
 * Whose account it is, and what may be chosen there. `region` may be '': the usual one then. The
 * access key's id, which is no secret, tells one account from another; '' is what this computer has.
 */
export function ec2Account(region: string, keyId: string) {
  return query('ec2Account', '', subjectOf(region, keyId));
}

export function regionAndName(text: string): { readonly region: string; readonly name: string } {
  const [region = '', name = ''] = text.split(' ');
  return { region, name };
}
