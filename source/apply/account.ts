import type { AccountAction, RevokeAction } from '../certificates/certificate-action.ts';
import { changeAccountKey, changeEmail, deactivateAccount } from '../edges/acme/change-account.ts';
import { revokeCertificate } from '../edges/acme/revoke.ts';
import type { Connection } from '../hosts/host.ts';
import { worldOn } from './certificate.ts';

/** Revokes a certificate that lies on the host, and notes that there. */
export async function revoke(
  connection: Connection,
  { order, reason, serial, note }: RevokeAction,
  signal: AbortSignal,
): Promise<void> {
  const world = worldOn(connection, order);
  await revokeCertificate(order, reason, world, signal);
  const before = (await world.read(note, signal))?.reveal() ?? '';
  const content = `${before}${serial} ${new Date().toISOString()} ${reason}\n`;
  await world.write([{ path: note, mode: '644', content }], signal);
}

/** Changes the account that the host has at a CA. */
export async function changeAccount(
  connection: Connection,
  { place, change }: AccountAction,
  signal: AbortSignal,
): Promise<void> {
  const world = worldOn(connection, place);
  switch (change.to) {
    case 'email':
      return await changeEmail(place, change.email, world, signal);
    case 'key':
      return await changeAccountKey(place, world, signal);
    case 'nothing':
      return await deactivateAccount(place, world, signal);
  }
}
