import {
  type AddressUpdatesFact,
  addressUpdatesFinding,
} from '../facts/network/address-updates.ts';
import { type Complaint, complaintOf, type FollowingStatus } from './install-status.ts';

/** Where the names of an install follow the server to; null where they do not. */
export function followingOf(
  install: string,
  fact: AddressUpdatesFact | null | undefined,
): FollowingStatus | null {
  const found = fact?.installs[install];
  if (!found) return null;
  const { set, trouble } = found;
  const to = [...(set?.v4 ?? []), ...(set?.v6 ?? [])];
  return { to, since: set?.since ?? null, says: trouble?.says ?? null };
}

/** What is wrong with that. */
export function aboutAddress(fact: AddressUpdatesFact | null | undefined): Complaint[] {
  const found = addressUpdatesFinding(fact ?? null);
  return found ? complaintOf(found) : [];
}
