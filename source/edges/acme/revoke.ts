import type { CertificateOrder } from '../../certificates/certificate-action.ts';
import { type RevocationReason, revocationOf } from '../../certificates/revocation.ts';
import { ExpectedError } from '../../expected-error.ts';
import { withOwnAccount } from './change-account.ts';
import { Refusal } from './refusal.ts';
import type { CertificateWorld } from './world.ts';

/**
 * Revokes the certificate in the order's folder, by the account that got it (RFC 8555, 7.6). One
 * that is revoked already is as it should be. It frees no limits, and it can't be taken back.
 */
export async function revokeCertificate(
  order: CertificateOrder,
  reason: RevocationReason,
  world: CertificateWorld,
  signal: AbortSignal,
): Promise<void> {
  const path = `${order.folder}/fullchain.pem`;
  const chain = await world.read(path, signal);
  if (chain === null) {
    throw new ExpectedError({
      code: 'acme.no-certificate',
      what: 'There is no certificate to revoke.',
      why: `The file ${path} is not there.`,
    });
  }
  await withOwnAccount(order, world, signal, async ({ ask }) => {
    try {
      await ask((client) =>
        client.revokeCertificate(chain.reveal(), { reason: revocationOf(reason).code }),
      );
    } catch (error) {
      if (!(error instanceof Refusal) || error.problem.type !== 'alreadyRevoked') throw error;
    }
  });
}
